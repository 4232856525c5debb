import type { z } from 'zod'

import type { Breakpoint, Frame } from '../document/views.ts'
import type { Json } from '../json.ts'

export type WidgetCategory = 'layout' | 'text' | 'input' | 'data' | 'media' | 'action'

/** How the inspector edits one property. */
export type PropControl =
  | 'text'
  | 'textarea'
  | 'number'
  | 'switch'
  | 'select'
  | 'colour'
  | 'url'
  | 'picture'
  | 'screen'
  | 'model'
  | 'query'
  | 'field'
  | 'columns'
  | 'options'
  | 'guard'

export interface PropField {
  /** Key of the props schema; or `x:<name>` for a co-typed text. */
  prop: string
  label: string
  control: PropControl
  choices?: readonly { value: string; label: string }[]
  /** May also be an expression (`b:<prop>`). */
  bindable?: boolean
  help?: string
  /** Only where another property has this value, or another one than that. */
  where?: { prop: string; is: Json } | { prop: string; isNot: Json }
}

/** What a child of this widget is laid out by. */
export type LayoutKind = 'free' | 'stack' | 'grid'

/**
 * A widget type as data [M11]: editor, runtime, inspector, validation, AI and export read the same definition. One file per
 * type, always in this order.
 */
export interface WidgetDefinition {
  type: string
  label: string
  /** Name of a Tabler outline icon. */
  icon: string
  category: WidgetCategory
  /** Validates and defaults the `p:<prop>` registers; unknown ones survive untouched. */
  props: z.ZodObject
  defaults: {
    frame: Pick<Frame, 'w' | 'h'>
    props: Record<string, Json>
    styles: Record<string, Json>
    overrides?: Partial<Record<Breakpoint, Record<string, Json>>>
    /** Initial strings of the co-typed texts (`x:<name>`). */
    texts: Record<string, string>
    /** Initial paragraphs of the rich-text fragment (`text`); absent = the widget has none. */
    richText?: readonly string[]
  }
  /** Which children it takes. */
  children: 'none' | 'any'
  inspector: readonly PropField[]
  /** Style keys that make sense here, in the inspector's order. */
  styles: readonly string[]
  events: readonly string[]
  /** `migrations[n]` turns the props of version n into version n + 1; pure. */
  migrations: readonly ((props: Record<string, Json>) => Record<string, Json>)[]
}

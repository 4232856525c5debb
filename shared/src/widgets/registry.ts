import type { Breakpoint } from '../document/views.ts'
import type { Json } from '../json.ts'
import type { WidgetDefinition } from './definition.ts'
import { button } from './types/button.ts'
import { card } from './types/card.ts'
import { checkbox } from './types/checkbox.ts'
import { container } from './types/container.ts'
import { date } from './types/date.ts'
import { divider } from './types/divider.ts'
import { fileInput } from './types/fileInput.ts'
import { form } from './types/form.ts'
import { heading } from './types/heading.ts'
import { image } from './types/image.ts'
import { link } from './types/link.ts'
import { numberInput } from './types/numberInput.ts'
import { richText } from './types/richText.ts'
import { select } from './types/select.ts'
import { stat } from './types/stat.ts'
import { table } from './types/table.ts'
import { textInput } from './types/textInput.ts'

/** Every widget type, in the order of the insert panel. */
export const WIDGETS: readonly WidgetDefinition[] = [
  container,
  card,
  divider,
  heading,
  richText,
  image,
  button,
  link,
  form,
  textInput,
  numberInput,
  select,
  checkbox,
  date,
  fileInput,
  table,
  stat,
]

const BY_TYPE = new Map(WIDGETS.map((widget) => [widget.type, widget]))

/** The definition of a type; undefined for one this version does not know (shown as a placeholder). */
export function findWidget(type: string): WidgetDefinition | undefined {
  return BY_TYPE.get(type)
}

/** What `insertNodes` needs for a new node; structurally a `NodeSpec`. */
export interface WidgetSpec {
  type: string
  name: string
  frame: { x: number; y: number; w: number; h: number }
  props: Record<string, Json>
  styles: Record<string, Json>
  overrides?: Partial<Record<Breakpoint, Record<string, Json>>>
  texts: Record<string, string>
  richText?: string[]
}

/** A fresh node of `type` with its defaults, at 0/0. Throws for an unknown type: nobody can insert one. */
export function specFor(type: string): WidgetSpec {
  const widget = BY_TYPE.get(type)
  if (!widget) throw new TypeError(`Unknown widget type: ${type}`)
  const { frame, props, styles, overrides, texts, richText } = structuredClone(widget.defaults)
  return {
    type,
    name: widget.label,
    frame: { x: 0, y: 0, ...frame },
    props,
    styles,
    texts,
    ...(overrides ? { overrides } : {}),
    ...(richText ? { richText: [...richText] } : {}),
  }
}

/** A node's props brought to the newest version: each missing or invalid one gets its default, unknown ones survive. */
export function completeProps(type: string, props: Record<string, Json>): Record<string, Json> {
  const widget = BY_TYPE.get(type)
  if (!widget) return props
  const completed: Record<string, Json> = { ...props }
  for (const [name, schema] of Object.entries(widget.props.shape)) {
    const fallback = widget.defaults.props[name]
    if (!schema.safeParse(props[name]).success && fallback !== undefined) completed[name] = fallback
  }
  return completed
}

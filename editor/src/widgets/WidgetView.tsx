import type { Breakpoint, NodeView } from '@axiom/shared/document/views'
import { type Css, type ParentLayout, toCss } from '@axiom/shared/widgets/styles'
import type { ComponentType, ReactNode } from 'react'

import { FormWidget } from './FormWidget.tsx'
import type { WidgetHost } from './host.ts'
import { CheckboxInput, DateInput, NumberInput, SelectInput, TextInput } from './inputs.tsx'
import { StatWidget } from './StatWidget.tsx'
import { TableWidget } from './TableWidget.tsx'
import { Box, ButtonWidget, Divider, Heading, ImageWidget, LinkWidget, Placeholder, RichText } from './texts.tsx'
import { useBoundNode } from './useBoundNode.ts'

import './widgets.css'

export interface WidgetViewProps {
  node: NodeView
  parent: ParentLayout
  breakpoint: Breakpoint
  /** `edit`: on the canvas, where nothing inside takes focus or pointer. */
  mode: 'edit' | 'run'
  host: WidgetHost
  children?: ReactNode
}

/** What every renderer gets: its node, and the attributes that its one element must carry. */
export interface WidgetProps extends Omit<WidgetViewProps, 'parent'> {
  root: { 'data-node-id': string; style: Css }
}

const RENDERERS: Record<string, ComponentType<WidgetProps>> = {
  container: Box,
  card: Box,
  heading: Heading,
  richText: RichText,
  button: ButtonWidget,
  link: LinkWidget,
  image: ImageWidget,
  divider: Divider,
  form: FormWidget,
  textInput: TextInput,
  numberInput: NumberInput,
  select: SelectInput,
  checkbox: CheckboxInput,
  date: DateInput,
  table: TableWidget,
  stat: StatWidget,
}

/** One widget as exactly one element in its parent's content box; unknown types show a placeholder. */
export function WidgetView({ parent, ...given }: WidgetViewProps): ReactNode {
  const props = { ...given, node: useBoundNode(given.node, given.host) }
  const Renderer = RENDERERS[props.node.type] ?? Placeholder
  const style = toCss(props.node, props.breakpoint, parent)
  return <Renderer {...props} root={{ 'data-node-id': props.node.id, style }} />
}

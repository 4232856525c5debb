import type { NodeView } from '@axiom/shared/document/views'
import { type ParentLayout, toCss } from '@axiom/shared/widgets/styles'
import type { ComponentType, ReactNode } from 'react'

import { ButtonWidget } from './ButtonWidget.tsx'
import { FileInput } from './FileInput.tsx'
import { FormWidget } from './FormWidget.tsx'
import { CheckboxInput, DateInput, NumberInput, SelectInput, TextInput } from './inputs.tsx'
import { StatWidget } from './StatWidget.tsx'
import { TableWidget } from './TableWidget.tsx'
import { Box, Divider, Heading, ImageWidget, LinkWidget, Placeholder, RichText } from './texts.tsx'
import { useBoundNode } from './useBoundNode.ts'
import type { WidgetProps } from './WidgetProps.ts'

import './widgets.css'

export interface WidgetViewProps extends Omit<WidgetProps, 'root'> {
  node: NodeView
  parent: ParentLayout
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
  fileInput: FileInput,
  table: TableWidget,
  stat: StatWidget,
}

/** One widget as exactly one element in its parent's content box; unknown types show a placeholder. */
export function WidgetView({ parent, ...given }: WidgetViewProps): ReactNode {
  const props = { ...given, node: useBoundNode(given) }
  const { type } = props.node
  const Renderer = (Object.hasOwn(RENDERERS, type) ? RENDERERS[type] : undefined) ?? Placeholder
  const style = toCss(props.node, props.breakpoint, parent)
  return <Renderer {...props} root={{ 'data-node-id': props.node.id, style }} />
}

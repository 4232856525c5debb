import type { Json } from '../../json.ts'
import { specFor } from '../../widgets/registry.ts'
import type { NodeSpec } from '../operations/insertNodes.ts'
import type { Frame } from '../views.ts'

/** Field ids of the template's model, by name. */
export type OrderFields = Record<'customer' | 'product' | 'quantity' | 'status' | 'delivery' | 'total' | 'note', string>

interface More {
  name?: string
  frame?: Frame
  props?: Record<string, Json>
  styles?: Record<string, Json>
  texts?: Record<string, string>
  richText?: string[]
  children?: NodeSpec[]
}

/** A widget with its type’s defaults and some of them replaced. */
export function widget(type: string, more: More): NodeSpec {
  const spec = specFor(type)
  return {
    ...spec,
    ...more,
    props: { ...spec.props, ...more.props },
    styles: { ...spec.styles, ...more.styles },
    texts: { ...spec.texts, ...more.texts },
  }
}

function stat(name: string, x: number, props: Record<string, Json>): NodeSpec {
  return widget('stat', { name, frame: { x, y: 128, w: 256, h: 96 }, props, texts: { label: name } })
}

function input(type: string, field: string, label: string, props: Record<string, Json> = {}): NodeSpec {
  return widget(type, { name: label, props: { field, name: '', ...props }, texts: { label } })
}

/** The screen of the order tracking template, on a 1200 px canvas. */
export function ordersScreen(model: string, fields: OrderFields): NodeSpec[] {
  const columns = (['customer', 'product', 'delivery', 'status', 'total'] as const).map((name) => ({
    field: fields[name],
  }))
  return [
    widget('heading', {
      name: 'Title',
      frame: { x: 32, y: 32, w: 560, h: 40 },
      props: { level: 1 },
      texts: { text: 'Orders' },
    }),
    widget('richText', {
      name: 'Subtitle',
      frame: { x: 32, y: 76, w: 560, h: 28 },
      richText: ['Every order, from the first call to the delivery.'],
    }),
    stat('All orders', 32, { source: 'count', model }),
    stat('Pieces ordered', 304, { source: 'sum', model, field: fields.quantity }),
    stat('Value', 576, { source: 'sum', model, field: fields.total, prefix: '€', decimals: 2 }),
    widget('table', {
      name: 'Orders table',
      frame: { x: 32, y: 248, w: 800, h: 620 },
      props: { model, columns, pageSize: 10, search: true },
      texts: { title: 'All orders' },
    }),
    widget('form', {
      name: 'New order form',
      frame: { x: 856, y: 128, w: 312, h: 740 },
      props: { model, successMessage: 'Thank you. The order is in the list.' },
      texts: { title: 'New order', submit: 'Place order' },
      children: [
        input('textInput', fields.customer, 'Customer', { required: true }),
        input('textInput', fields.product, 'Product', { required: true }),
        input('numberInput', fields.quantity, 'Quantity', { required: true }),
        input('select', fields.status, 'Status'),
        input('date', fields.delivery, 'Delivery'),
        input('numberInput', fields.total, 'Total'),
        input('textInput', fields.note, 'Note', { kind: 'multiline', placeholder: 'Gate code, parking …' }),
      ],
    }),
  ]
}

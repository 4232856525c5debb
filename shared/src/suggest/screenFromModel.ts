import type { NodeSpec } from '../document/operations/insertNodes.ts'
import { widget } from '../document/templates/orders.ts'
import type { FieldType, FieldView, ModelView } from '../document/views.ts'
import type { Json } from '../json.ts'
import { singularPhrase } from './words.ts'

/** The top of a screen, on a canvas of 1200 px: a title, a sentence, numbers, then the records. */
const TOP = { title: 32, subtitle: 76, stats: 128, records: 248 } as const
/** More columns make a table that nobody reads. */
const MOST_COLUMNS = 6

/** A screen with which people keep one model's records: its numbers, a table, and a form for a new one. */
export function screenFromModel(model: ModelView): NodeSpec[] {
  const inputs = model.fields.flatMap((field) => inputFor(field) ?? [])
  return [
    ...head(model.label, `Every ${one(model)}, newest first.`),
    ...statsOf(model).map((stat, i) => placed(stat, 32 + i * 272)),
    tableOf(model, { x: 32, y: TOP.records, w: 800, h: 560 }),
    widget('form', {
      name: `New ${one(model)} form`,
      frame: { x: 856, y: TOP.stats, w: 312, h: 140 + inputs.length * 84 },
      props: { model: model.id, successMessage: `Saved. The ${one(model)} is in the list.` },
      texts: { title: `New ${one(model)}`, submit: 'Save' },
      children: inputs,
    }),
  ]
}

/** The first screen of an app with several models: a number for each, and the records of one. */
export function overviewScreen(models: readonly ModelView[], main: ModelView): NodeSpec[] {
  const stats = models.slice(0, 4).map((model) => countOf(model))
  return [
    ...head('Overview', 'What there is, at a glance.'),
    ...stats.map((stat, i) => placed(stat, 32 + i * 288)),
    tableOf(main, { x: 32, y: TOP.records, w: 1136, h: 560 }),
  ]
}

function head(title: string, subtitle: string): NodeSpec[] {
  return [
    widget('heading', { name: 'Title', frame: { x: 32, y: TOP.title, w: 800, h: 40 }, texts: { text: title } }),
    widget('richText', { name: 'Subtitle', frame: { x: 32, y: TOP.subtitle, w: 800, h: 28 }, richText: [subtitle] }),
  ]
}

function placed(stat: NodeSpec, x: number): NodeSpec {
  return { ...stat, frame: { x, y: TOP.stats, w: 256, h: 96 } }
}

const one = (model: ModelView): string => singularPhrase(model.label.toLowerCase())

function countOf({ id, label }: ModelView): NodeSpec {
  return widget('stat', { name: label, props: { source: 'count', model: id }, texts: { label } })
}

const SUMMED = /amount|total|cost|quantity|hours?$|value|budget|donation|weight|distance|stock/i

/** How many there are, and up to two sums that mean something. */
function statsOf(model: ModelView): NodeSpec[] {
  const sums = model.fields.filter(({ type, name }) => (type === 'number' || type === 'integer') && SUMMED.test(name))
  return [
    countOf(model),
    ...sums.slice(0, 2).map(({ id, label, type }) =>
      widget('stat', {
        name: `${label}, all`,
        props: { source: 'sum', model: model.id, field: id, decimals: type === 'number' ? 2 : 0 },
        texts: { label: `${label}, all` },
      }),
    ),
  ]
}

const COLUMN_ORDER: Readonly<Partial<Record<FieldType, number>>> = { longText: 8, json: 9, url: 7 }

function tableOf(model: ModelView, frame: NonNullable<NodeSpec['frame']>): NodeSpec {
  const columns = model.fields
    .filter(({ type }) => type !== 'longText' && type !== 'json')
    .toSorted((a, b) => (COLUMN_ORDER[a.type] ?? 0) - (COLUMN_ORDER[b.type] ?? 0))
    .slice(0, MOST_COLUMNS)
    .map(({ id }) => ({ field: id }))
  return widget('table', {
    name: `${model.label} table`,
    frame,
    props: { model: model.id, columns, emptyText: `No ${model.label.toLowerCase()} yet.` },
    texts: { title: model.label },
  })
}

/** The input that fits a field; null for JSON, which nobody types into a form. */
export function inputFor({ id, label, type, constraints }: FieldView): NodeSpec | null {
  const [widgetType, props] = inputType(type)
  if (widgetType === null) return null
  return widget(widgetType, {
    name: label,
    props: { field: id, required: constraints.required === true && type !== 'boolean', ...props },
    texts: { label },
  })
}

function inputType(type: FieldType): [widget: string | null, props: Record<string, Json>] {
  switch (type) {
    case 'text':
      return ['textInput', {}]
    case 'longText':
      return ['textInput', { kind: 'multiline' }]
    case 'email':
    case 'url':
      return ['textInput', { kind: type }]
    case 'integer':
    case 'number':
      return ['numberInput', {}]
    case 'boolean':
      return ['checkbox', {}]
    case 'date':
      return ['date', {}]
    case 'datetime':
      return ['date', { withTime: true }]
    case 'select':
      return ['select', { options: [] }]
    case 'multiSelect':
      return ['select', { options: [], multiple: true }]
    case 'relation':
    case 'user':
      return ['select', { options: [] }]
    case 'file':
      return ['fileInput', {}]
    case 'json':
    case 'autoNumber':
    case 'computed':
      return [null, {}]
  }
}

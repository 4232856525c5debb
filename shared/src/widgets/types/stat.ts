import { z } from 'zod'

import type { WidgetDefinition } from '../definition.ts'
import { BOX_STYLES, SIZE_STYLES } from '../styles.ts'

/** One number with its name: a count or a sum over a model, or any bound value. */
export const stat: WidgetDefinition = {
  type: 'stat',
  label: 'Stat',
  icon: 'chart-bar',
  category: 'data',
  props: z.object({
    source: z.enum(['count', 'sum', 'value']),
    model: z.string().max(40),
    field: z.string().max(40),
    value: z.union([z.string().max(200), z.number(), z.boolean(), z.null()]),
    prefix: z.string().max(20),
    suffix: z.string().max(20),
    decimals: z.number().int().min(0).max(6),
    hint: z.string().max(200),
  }),
  defaults: {
    frame: { w: 240, h: 96 },
    props: { source: 'count', model: '', field: '', value: null, prefix: '', suffix: '', decimals: 0, hint: '' },
    styles: {
      background: '$colour.surface',
      borderColour: '$colour.line',
      borderWidth: 1,
      radius: '$radius.large',
      shadow: 'small',
      padding: 16,
      height: 'fixed',
    },
    texts: { label: 'Total' },
  },
  children: 'none',
  inspector: [
    { prop: 'x:label', label: 'Label', control: 'text', bindable: true },
    {
      prop: 'source',
      label: 'Shows',
      control: 'select',
      choices: [
        { value: 'count', label: 'How many records' },
        { value: 'sum', label: 'Sum of a field' },
        { value: 'value', label: 'A value' },
      ],
    },
    { prop: 'model', label: 'Of', control: 'model' },
    { prop: 'field', label: 'Field', control: 'field' },
    { prop: 'value', label: 'Value', control: 'text', bindable: true },
    { prop: 'prefix', label: 'Before', control: 'text' },
    { prop: 'suffix', label: 'After', control: 'text' },
    { prop: 'decimals', label: 'Decimals', control: 'number' },
    { prop: 'hint', label: 'Small print', control: 'text', bindable: true },
  ],
  styles: [...SIZE_STYLES, 'padding', ...BOX_STYLES, 'colour'],
  events: [],
  migrations: [],
}

import { z } from 'zod'

import type { WidgetDefinition } from '../definition.ts'
import { INPUT_DEFAULTS, INPUT_PROPS, INPUT_STYLES, inputInspector } from '../inputProps.ts'

/** A number, with limits and a step. */
export const numberInput: WidgetDefinition = {
  type: 'numberInput',
  label: 'Number input',
  icon: 'number',
  category: 'input',
  props: z.object({
    ...INPUT_PROPS,
    placeholder: z.string().max(200),
    min: z.number().nullable(),
    max: z.number().nullable(),
    step: z.number().positive().nullable(),
    value: z.number().nullable(),
  }),
  defaults: {
    frame: { w: 140, h: 64 },
    props: { ...INPUT_DEFAULTS, placeholder: '', min: null, max: null, step: null, value: null },
    styles: { height: 'hug' },
    texts: { label: 'Number' },
  },
  children: 'none',
  inspector: inputInspector([
    { prop: 'placeholder', label: 'Placeholder', control: 'text' },
    { prop: 'value', label: 'Starts with', control: 'number', bindable: true },
    { prop: 'min', label: 'Least', control: 'number', bindable: true },
    { prop: 'max', label: 'Most', control: 'number', bindable: true },
    { prop: 'step', label: 'Step', control: 'number' },
  ]),
  styles: INPUT_STYLES,
  events: ['change'],
  migrations: [],
}

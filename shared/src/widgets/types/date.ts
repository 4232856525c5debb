import { z } from 'zod'

import type { WidgetDefinition } from '../definition.ts'
import { INPUT_DEFAULTS, INPUT_PROPS, INPUT_STYLES, inputInspector } from '../inputProps.ts'

/** A day, or a day and time. */
export const date: WidgetDefinition = {
  type: 'date',
  label: 'Date',
  icon: 'calendar',
  category: 'input',
  props: z.object({
    ...INPUT_PROPS,
    withTime: z.boolean(),
    min: z.string().max(40),
    max: z.string().max(40),
    value: z.string().max(40),
  }),
  defaults: {
    frame: { w: 296, h: 64 },
    props: { ...INPUT_DEFAULTS, withTime: false, min: '', max: '', value: '' },
    styles: { height: 'hug' },
    texts: { label: 'Date' },
  },
  children: 'none',
  inspector: inputInspector([
    { prop: 'withTime', label: 'With time', control: 'switch' },
    { prop: 'value', label: 'Starts with', control: 'text', bindable: true },
    { prop: 'min', label: 'First', control: 'text', bindable: true, help: 'Like 2026-05-14.' },
    { prop: 'max', label: 'Last', control: 'text', bindable: true },
  ]),
  styles: INPUT_STYLES,
  events: ['change'],
  migrations: [],
}

import { z } from 'zod'

import type { WidgetDefinition } from '../definition.ts'
import { INPUT_DEFAULTS, INPUT_PROPS, INPUT_STYLES, inputInspector } from '../inputProps.ts'

/** A choice from a list: the field's options, or its own. */
export const select: WidgetDefinition = {
  type: 'select',
  label: 'Select',
  icon: 'select',
  category: 'input',
  props: z.object({
    ...INPUT_PROPS,
    placeholder: z.string().max(200),
    options: z.array(z.object({ value: z.string().max(200), label: z.string().max(200) })).max(200),
    /** A query whose rows are the options, by their first column. */
    query: z.string().max(40),
    multiple: z.boolean(),
    value: z.string().max(400),
  }),
  defaults: {
    frame: { w: 296, h: 64 },
    props: {
      ...INPUT_DEFAULTS,
      placeholder: 'Choose',
      options: [
        { value: 'one', label: 'One' },
        { value: 'two', label: 'Two' },
      ],
      query: '',
      multiple: false,
      value: '',
    },
    styles: { height: 'hug' },
    texts: { label: 'Choice' },
  },
  children: 'none',
  inspector: inputInspector([
    { prop: 'options', label: 'Options', control: 'options', help: 'Not used when the field has options of its own.' },
    {
      prop: 'query',
      label: 'Or of a query',
      control: 'query',
      help: 'The first column of its rows, in place of the options above.',
    },
    { prop: 'placeholder', label: 'Placeholder', control: 'text' },
    { prop: 'value', label: 'Starts with', control: 'text', bindable: true },
    { prop: 'multiple', label: 'Several', control: 'switch' },
  ]),
  styles: INPUT_STYLES,
  events: ['change'],
  migrations: [],
}

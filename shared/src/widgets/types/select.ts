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
    /** A query whose rows are the options. */
    query: z.string().max(40),
    /** Columns of its rows: what is stored (empty: the first), and what people read (empty: the same). */
    queryValue: z.string().max(80),
    queryLabel: z.string().max(80),
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
      queryValue: '',
      queryLabel: '',
      multiple: false,
      value: '',
    },
    styles: { height: 'hug' },
    texts: { label: 'Choice' },
  },
  children: 'none',
  inspector: inputInspector([
    {
      prop: 'options',
      label: 'Options',
      control: 'options',
      help: 'Not used when the field has options of its own.',
      where: { prop: 'query', is: '' },
    },
    {
      prop: 'query',
      label: 'Or of a query',
      control: 'query',
      help: 'Its rows, in place of the options above.',
    },
    {
      prop: 'queryValue',
      label: 'Stores',
      control: 'text',
      help: 'The name of a column of the query; its first one when empty.',
      where: { prop: 'query', isNot: '' },
    },
    {
      prop: 'queryLabel',
      label: 'Shows',
      control: 'text',
      help: 'What people read and choose by; what is stored when empty.',
      where: { prop: 'query', isNot: '' },
    },
    { prop: 'placeholder', label: 'Placeholder', control: 'text' },
    { prop: 'value', label: 'Starts with', control: 'text', bindable: true },
    { prop: 'multiple', label: 'Several', control: 'switch' },
  ]),
  styles: INPUT_STYLES,
  events: ['change'],
  migrations: [],
}

import { z } from 'zod'

import type { WidgetDefinition } from '../definition.ts'
import { INPUT_DEFAULTS, INPUT_PROPS, INPUT_STYLES, inputInspector } from '../inputProps.ts'

/** One line or several lines of text. */
export const textInput: WidgetDefinition = {
  type: 'textInput',
  label: 'Text input',
  icon: 'forms',
  category: 'input',
  props: z.object({
    ...INPUT_PROPS,
    kind: z.enum(['text', 'email', 'url', 'tel', 'multiline']),
    placeholder: z.string().max(200),
    maxLength: z.number().int().min(1).max(65_536).nullable(),
    value: z.string().max(4000),
  }),
  defaults: {
    frame: { w: 296, h: 64 },
    props: { ...INPUT_DEFAULTS, kind: 'text', placeholder: '', maxLength: null, value: '' },
    styles: { height: 'hug' },
    texts: { label: 'Text' },
  },
  children: 'none',
  inspector: inputInspector([
    {
      prop: 'kind',
      label: 'Kind',
      control: 'select',
      choices: [
        { value: 'text', label: 'One line' },
        { value: 'multiline', label: 'Several lines' },
        { value: 'email', label: 'Email' },
        { value: 'url', label: 'Web address' },
        { value: 'tel', label: 'Phone number' },
      ],
    },
    { prop: 'placeholder', label: 'Placeholder', control: 'text' },
    { prop: 'value', label: 'Starts with', control: 'text', bindable: true },
    { prop: 'maxLength', label: 'Longest', control: 'number' },
  ]),
  styles: INPUT_STYLES,
  events: ['change'],
  migrations: [],
}

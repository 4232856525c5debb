import { z } from 'zod'

import type { WidgetDefinition } from '../definition.ts'
import { INPUT_DEFAULTS, INPUT_PROPS, INPUT_STYLES, inputInspector } from '../inputProps.ts'

/** Files from the visitor’s device, one or several. */
export const fileInput: WidgetDefinition = {
  type: 'fileInput',
  label: 'File input',
  icon: 'paperclip',
  category: 'input',
  props: z.object({
    ...INPUT_PROPS,
    multiple: z.boolean(),
    accept: z.string().max(400),
    maxSize: z.number().positive().max(5_000).nullable(),
    maxFiles: z.number().int().min(1).max(50).nullable(),
  }),
  defaults: {
    frame: { w: 296, h: 112 },
    props: { ...INPUT_DEFAULTS, multiple: false, accept: '', maxSize: null, maxFiles: null },
    styles: { height: 'hug' },
    texts: { label: 'File' },
  },
  children: 'none',
  inspector: inputInspector([
    { prop: 'multiple', label: 'Several', control: 'switch', help: 'A field of the model decides this itself.' },
    {
      prop: 'accept',
      label: 'Kinds',
      control: 'text',
      help: 'As image/*, application/pdf or .docx, with commas between. Empty: all kinds.',
    },
    { prop: 'maxSize', label: 'Largest (MB)', control: 'number' },
    { prop: 'maxFiles', label: 'Most files', control: 'number' },
  ]),
  styles: INPUT_STYLES,
  events: ['change'],
  migrations: [],
}

import { z } from 'zod'

import type { WidgetDefinition } from '../definition.ts'
import { INPUT_DEFAULTS, INPUT_PROPS, INPUT_STYLES, inputInspector } from '../inputProps.ts'

/** Yes or no; required means it has to be ticked. */
export const checkbox: WidgetDefinition = {
  type: 'checkbox',
  label: 'Checkbox',
  icon: 'checkbox',
  category: 'input',
  props: z.object({ ...INPUT_PROPS, value: z.boolean() }),
  defaults: {
    frame: { w: 296, h: 24 },
    props: { ...INPUT_DEFAULTS, value: false },
    styles: { height: 'hug' },
    texts: { label: 'Yes' },
  },
  children: 'none',
  inspector: inputInspector([{ prop: 'value', label: 'Starts ticked', control: 'switch', bindable: true }]),
  styles: INPUT_STYLES,
  events: ['change'],
  migrations: [],
}

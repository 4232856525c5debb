import { z } from 'zod'

import type { WidgetDefinition } from '../definition.ts'
import { SIZE_STYLES } from '../styles.ts'

/** Does something when clicked; inside a form it may send or clear it. */
export const button: WidgetDefinition = {
  type: 'button',
  label: 'Button',
  icon: 'click',
  category: 'action',
  props: z.object({
    variant: z.enum(['filled', 'outline', 'plain']),
    action: z.enum(['events', 'submit', 'reset']),
    disabled: z.boolean(),
  }),
  defaults: {
    frame: { w: 128, h: 40 },
    props: { variant: 'filled', action: 'events', disabled: false },
    styles: { width: 'fixed', height: 'fixed' },
    texts: { label: 'Button' },
  },
  children: 'none',
  inspector: [
    { prop: 'x:label', label: 'Label', control: 'text', bindable: true },
    {
      prop: 'variant',
      label: 'Look',
      control: 'select',
      choices: [
        { value: 'filled', label: 'Filled' },
        { value: 'outline', label: 'Outline' },
        { value: 'plain', label: 'Plain' },
      ],
    },
    {
      prop: 'action',
      label: 'In a form',
      control: 'select',
      choices: [
        { value: 'events', label: 'Only its events' },
        { value: 'submit', label: 'Sends the form' },
        { value: 'reset', label: 'Clears the form' },
      ],
    },
    { prop: 'disabled', label: 'Disabled', control: 'switch', bindable: true },
  ],
  styles: [...SIZE_STYLES, 'background', 'colour', 'radius', 'fontSize', 'fontWeight', 'opacity'],
  events: ['click'],
  migrations: [],
}

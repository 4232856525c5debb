import { z } from 'zod'

import type { WidgetDefinition } from '../definition.ts'

/** A hairline between two things. */
export const divider: WidgetDefinition = {
  type: 'divider',
  label: 'Divider',
  icon: 'separator-horizontal',
  category: 'layout',
  props: z.object({ vertical: z.boolean() }),
  defaults: {
    frame: { w: 480, h: 16 },
    props: { vertical: false },
    styles: { colour: '$colour.line', height: 'fixed' },
    texts: {},
  },
  children: 'none',
  inspector: [{ prop: 'vertical', label: 'Vertical', control: 'switch' }],
  styles: ['width', 'height', 'colour', 'opacity'],
  events: [],
  migrations: [],
}

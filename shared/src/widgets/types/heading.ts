import { z } from 'zod'

import type { WidgetDefinition } from '../definition.ts'
import { SIZE_STYLES, TEXT_STYLES } from '../styles.ts'

/** A title; its level is its place in the outline, its size follows unless a style says otherwise. */
export const heading: WidgetDefinition = {
  type: 'heading',
  label: 'Heading',
  icon: 'heading',
  category: 'text',
  props: z.object({ level: z.number().int().min(1).max(4), text: z.string().max(2000).optional() }),
  defaults: {
    frame: { w: 480, h: 40 },
    props: { level: 1 },
    styles: { height: 'hug' },
    texts: { text: 'Heading' },
  },
  children: 'none',
  inspector: [
    { prop: 'x:text', label: 'Text', control: 'text', bindable: true },
    {
      prop: 'level',
      label: 'Level',
      control: 'select',
      choices: [
        { value: '1', label: 'Title' },
        { value: '2', label: 'Section' },
        { value: '3', label: 'Subsection' },
        { value: '4', label: 'Small' },
      ],
    },
  ],
  styles: [...SIZE_STYLES, ...TEXT_STYLES, 'opacity'],
  events: [],
  migrations: [],
}

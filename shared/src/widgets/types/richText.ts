import { z } from 'zod'

import type { WidgetDefinition } from '../definition.ts'
import { SIZE_STYLES, TEXT_STYLES } from '../styles.ts'

/** Formatted text that several people type in at once. */
export const richText: WidgetDefinition = {
  type: 'richText',
  label: 'Text',
  icon: 'align-left',
  category: 'text',
  props: z.object({}),
  defaults: {
    frame: { w: 480, h: 72 },
    props: {},
    styles: { height: 'hug' },
    texts: {},
    richText: ['Write something here.'],
  },
  children: 'none',
  inspector: [],
  styles: [...SIZE_STYLES, ...TEXT_STYLES, 'opacity'],
  events: [],
  migrations: [],
}

import { z } from 'zod'

import type { WidgetDefinition } from '../definition.ts'
import { BOX_STYLES, LAYOUT_STYLES, SIZE_STYLES } from '../styles.ts'

/** A box that lays out what is in it: freely, in a stack or in a grid. */
export const container: WidgetDefinition = {
  type: 'container',
  label: 'Container',
  icon: 'box-multiple',
  category: 'layout',
  props: z.object({}),
  defaults: {
    frame: { w: 480, h: 240 },
    props: {},
    styles: { layout: 'stack', direction: 'column', gap: '$space.medium', padding: 0, height: 'fixed' },
    overrides: { phone: { height: 'hug' } },
    texts: {},
  },
  children: 'any',
  inspector: [],
  styles: [...SIZE_STYLES, ...LAYOUT_STYLES, ...BOX_STYLES],
  events: [],
  migrations: [],
}

import { z } from 'zod'

import type { WidgetDefinition } from '../definition.ts'
import { BOX_STYLES, LAYOUT_STYLES, SIZE_STYLES } from '../styles.ts'

/** A container on a surface of its own. */
export const card: WidgetDefinition = {
  type: 'card',
  label: 'Card',
  icon: 'square-rounded',
  category: 'layout',
  props: z.object({}),
  defaults: {
    frame: { w: 360, h: 240 },
    props: {},
    styles: {
      layout: 'stack',
      direction: 'column',
      gap: '$space.medium',
      padding: '$space.medium',
      background: '$colour.surface',
      borderColour: '$colour.line',
      borderWidth: 1,
      radius: '$radius.large',
      shadow: 'small',
      height: 'fixed',
    },
    overrides: { phone: { height: 'hug' } },
    texts: {},
  },
  children: 'any',
  inspector: [],
  styles: [...SIZE_STYLES, ...LAYOUT_STYLES, ...BOX_STYLES],
  events: [],
  migrations: [],
}

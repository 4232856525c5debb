import { z } from 'zod'

import type { WidgetDefinition } from '../definition.ts'
import { SIZE_STYLES, TEXT_STYLES } from '../styles.ts'

/** Leads to a screen of the app, or to an address. */
export const link: WidgetDefinition = {
  type: 'link',
  label: 'Link',
  icon: 'link',
  category: 'action',
  props: z.object({ screen: z.string().max(40), url: z.string().max(2000), newTab: z.boolean() }),
  defaults: {
    frame: { w: 120, h: 24 },
    props: { screen: '', url: '', newTab: false },
    styles: { width: 'hug', height: 'hug', colour: '$colour.primary' },
    texts: { label: 'Link' },
  },
  children: 'none',
  inspector: [
    { prop: 'x:label', label: 'Label', control: 'text', bindable: true },
    { prop: 'screen', label: 'Screen', control: 'screen', help: 'Wins over the address.' },
    { prop: 'url', label: 'Address', control: 'url', bindable: true },
    { prop: 'newTab', label: 'New tab', control: 'switch' },
  ],
  styles: [...SIZE_STYLES, ...TEXT_STYLES, 'opacity'],
  events: [],
  migrations: [],
}

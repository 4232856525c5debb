import { z } from 'zod'

import type { WidgetDefinition } from '../definition.ts'
import { BOX_STYLES, SIZE_STYLES } from '../styles.ts'

/** A picture: a file of the project, or any address. */
export const image: WidgetDefinition = {
  type: 'image',
  label: 'Image',
  icon: 'photo',
  category: 'media',
  props: z.object({ src: z.string().max(4000), alt: z.string().max(400), fit: z.enum(['cover', 'contain']) }),
  defaults: {
    frame: { w: 320, h: 200 },
    props: { src: '', alt: '', fit: 'cover' },
    styles: { radius: '$radius.small', height: 'fixed' },
    texts: {},
  },
  children: 'none',
  inspector: [
    { prop: 'src', label: 'Picture', control: 'picture', bindable: true },
    {
      prop: 'alt',
      label: 'Description',
      control: 'text',
      bindable: true,
      help: 'Read out to people who cannot see it. Empty: only decoration.',
    },
    {
      prop: 'fit',
      label: 'Fit',
      control: 'select',
      choices: [
        { value: 'cover', label: 'Fill the box' },
        { value: 'contain', label: 'Show all of it' },
      ],
    },
  ],
  styles: [...SIZE_STYLES, ...BOX_STYLES],
  events: [],
  migrations: [],
}

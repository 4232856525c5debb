import { z } from 'zod'

import type { WidgetDefinition } from '../definition.ts'
import { BOX_STYLES, LAYOUT_STYLES, SIZE_STYLES } from '../styles.ts'

/** Collects the inputs in it, and sends them to a model or to the project's submissions. */
export const form: WidgetDefinition = {
  type: 'form',
  label: 'Form',
  icon: 'forms',
  category: 'input',
  props: z.object({
    /** Empty: the submission box. */
    model: z.string().max(40),
    successMessage: z.string().max(400),
    /** Off when a button inside sends the form. */
    showSubmit: z.boolean(),
  }),
  defaults: {
    frame: { w: 336, h: 400 },
    props: { model: '', successMessage: 'Thank you. Your answer has been sent.', showSubmit: true },
    styles: {
      layout: 'stack',
      direction: 'column',
      gap: '$space.medium',
      padding: 20,
      background: '$colour.surface',
      borderColour: '$colour.line',
      borderWidth: 1,
      radius: '$radius.large',
      shadow: 'small',
      height: 'hug',
    },
    texts: { title: 'New entry', submit: 'Send' },
  },
  children: 'any',
  inspector: [
    { prop: 'x:title', label: 'Title', control: 'text' },
    {
      prop: 'model',
      label: 'Saves to',
      control: 'model',
      help: 'Without a model, answers go to the submissions of the project.',
    },
    { prop: 'x:submit', label: 'Button', control: 'text' },
    { prop: 'showSubmit', label: 'Show button', control: 'switch' },
    { prop: 'successMessage', label: 'After sending', control: 'textarea' },
  ],
  styles: [...SIZE_STYLES, ...LAYOUT_STYLES, ...BOX_STYLES],
  events: ['success', 'error'],
  migrations: [],
}

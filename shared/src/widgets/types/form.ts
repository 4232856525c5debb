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
    /** Addresses that get a mail for each entry; never sent to visitors. */
    notify: z.string().max(1_000),
    /** Whoever sends it proves a moment's work of his device; where a model is chosen, that says whether. */
    captcha: z.boolean(),
  }),
  defaults: {
    frame: { w: 336, h: 400 },
    props: {
      model: '',
      successMessage: 'Thank you. Your answer has been sent.',
      showSubmit: true,
      notify: '',
      captcha: false,
    },
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
    {
      prop: 'notify',
      label: 'Mail entries to',
      control: 'text',
      help: 'Addresses, separated by commas. They get a mail for each entry of the published app.',
    },
    {
      prop: 'captcha',
      label: 'Stop robots',
      control: 'guard',
      help: 'Before sending, the visitor’s device works for a moment by itself. Nobody has a puzzle to solve.',
    },
  ],
  styles: [...SIZE_STYLES, ...LAYOUT_STYLES, ...BOX_STYLES],
  events: ['success', 'error'],
  migrations: [],
}

const ADDRESS = /^[^\s@<>,;"]{1,64}@[^\s@<>,;"]{1,190}$/
const MOST_ADDRESSES = 20

/** The mail addresses in a list that somebody typed, separated by commas; what is none is left out. */
export function addressesIn(list: unknown): string[] {
  if (typeof list !== 'string') return []
  const found = list.split(/[\s,;]+/).filter((text) => ADDRESS.test(text))
  return [...new Set(found)].slice(0, MOST_ADDRESSES)
}

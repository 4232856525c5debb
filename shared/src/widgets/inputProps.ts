import { z } from 'zod'

import type { PropField } from './definition.ts'

/** Props every input has. `field` (of the form's model) decides name, type and rules; without one, `name` is the key. */
export const INPUT_PROPS = {
  field: z.string().max(40),
  name: z.string().max(80),
  required: z.boolean(),
  help: z.string().max(400),
  disabled: z.boolean(),
}

export const INPUT_DEFAULTS = { field: '', name: '', required: false, help: '', disabled: false }

/** Shared head and tail of an input's inspector, with the widget's own fields between. */
export function inputInspector(own: readonly PropField[]): readonly PropField[] {
  return [
    { prop: 'x:label', label: 'Label', control: 'text', bindable: true },
    { prop: 'field', label: 'Field', control: 'field', help: 'The field of the form’s model that this fills in.' },
    { prop: 'name', label: 'Name', control: 'text', help: 'The key in submissions, when there is no field.' },
    ...own,
    { prop: 'help', label: 'Help', control: 'text', bindable: true },
    { prop: 'required', label: 'Required', control: 'switch' },
    { prop: 'disabled', label: 'Disabled', control: 'switch', bindable: true },
  ]
}

export const INPUT_STYLES = ['width', 'opacity'] as const

import type { ModelView } from '../document/views.ts'
import { FieldPlan, PLAN_LIMITS, type ModelPlan } from './plan.ts'

/** A model of the project as a plan says it: what is there already. Types that a plan has no word for are texts here; nothing of it is changed. */
export function knownModel({ name, label, fields }: ModelView): ModelPlan {
  return {
    name,
    label: shortened(label, name),
    rules: {},
    fields: fields.slice(0, PLAN_LIMITS.fields).map((field) => {
      const type = FieldPlan.shape.type.safeParse(field.type)
      return {
        name: field.name,
        label: shortened(field.label, field.name),
        type: type.success ? type.data : 'text',
        required: field.constraints.required === true,
        unique: field.constraints.unique === true,
        options: type.data === 'select' || type.data === 'multiSelect' ? optionsOf(field.options) : [],
      }
    }),
  }
}

const shortened = (label: string, name: string): string => label.trim().slice(0, 80) || name

const optionsOf = (options: readonly { label: string }[]): string[] =>
  options.flatMap(({ label }) => label.trim().slice(0, 80) || []).slice(0, PLAN_LIMITS.options)

import { z } from 'zod'

import { AUDIENCES } from '../access/audience.ts'
import type { FieldType } from '../document/views.ts'
import { API_NAME, RESERVED_COLLECTIONS, RESERVED_FIELDS } from '../model/names.ts'

/** Models, fields and screens of one plan; more is no first draft any more. */
export const PLAN_LIMITS = { models: 12, fields: 24, options: 30, screens: 14 } as const

/** Types that a plan may name: relations to other models are said by `refersTo`. */
const PLAN_TYPES = [
  'text',
  'longText',
  'integer',
  'number',
  'boolean',
  'date',
  'datetime',
  'email',
  'url',
  'select',
  'multiSelect',
  'json',
] as const satisfies readonly FieldType[]

const Label = z.string().trim().min(1).max(80)
const Name = z.string().regex(API_NAME, 'letters, digits and underscores, a small letter first, at most 40')

export const FieldPlan = z.strictObject({
  name: Name,
  label: Label,
  type: z.enum(PLAN_TYPES),
  required: z.boolean().default(false),
  unique: z.boolean().default(false),
  min: z.number().optional(),
  max: z.number().optional(),
  maxLength: z.int().min(1).max(65_536).optional(),
  /** Labels of a select; the first is its default when it is required. */
  options: z.array(Label).max(PLAN_LIMITS.options).default([]),
  /** Name of the model whose records this text names. */
  refersTo: Name.optional(),
})
export type FieldPlan = z.infer<typeof FieldPlan>

export const ModelPlan = z.strictObject({
  name: Name,
  label: Label,
  /** Closed but for this: a plan may let others add records, and never read, change or delete them. */
  rules: z.strictObject({ create: z.enum(AUDIENCES).optional() }).default({}),
  fields: z.array(FieldPlan).min(1).max(PLAN_LIMITS.fields),
})
export type ModelPlan = z.infer<typeof ModelPlan>

/** `overview`: numbers of all models and the records of one; `list`: numbers, table and form of one model. */
export const ScreenPlan = z.strictObject({ name: Label, kind: z.enum(['overview', 'list']), model: Name })
export type ScreenPlan = z.infer<typeof ScreenPlan>

/** An app before it is made, as plain data: what the rules or a language model propose, and people accept in whole or in part. */
export const AppPlan = z
  .strictObject({
    title: Label,
    models: z.array(ModelPlan).min(1).max(PLAN_LIMITS.models),
    screens: z.array(ScreenPlan).max(PLAN_LIMITS.screens),
    /** Why it looks like this, a sentence each. */
    why: z.array(z.string().max(400)).max(60),
  })
  .superRefine(({ models, screens }, context) => {
    const names = new Set(models.map(({ name }) => name))
    const complain = (path: (string | number)[], message: string): void =>
      context.addIssue({ code: 'custom', path, message })
    if (names.size < models.length) complain(['models'], 'every model needs a name of its own')
    for (const [i, { fields }] of models.entries()) {
      if (new Set(fields.map(({ name }) => name)).size < fields.length)
        complain(['models', i, 'fields'], 'every field of a model needs a name of its own')
      if (RESERVED_COLLECTIONS.includes(models[i]?.name ?? '')) complain(['models', i, 'name'], 'is reserved')
      for (const [j, { name, refersTo, type, options }] of fields.entries()) {
        const at = ['models', i, 'fields', j]
        if (RESERVED_FIELDS.includes(name)) complain([...at, 'name'], 'is what every record has already')
        if (refersTo !== undefined && !names.has(refersTo)) complain([...at, 'refersTo'], 'names no model of the plan')
        if (options.length > 0 && type !== 'select' && type !== 'multiSelect')
          complain([...at, 'options'], 'only a select or multiSelect has options')
      }
    }
    for (const [i, { model }] of screens.entries())
      if (!names.has(model)) complain(['screens', i, 'model'], 'names no model of the plan')
  })
export type AppPlan = z.infer<typeof AppPlan>

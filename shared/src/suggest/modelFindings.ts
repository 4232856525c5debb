import { insertNodes } from '../document/operations/insertNodes.ts'
import type { FieldView, ModelView, NodeView } from '../document/views.ts'
import { differenceOf } from './applyPlan.ts'
import { setting, type Examined, type Finding } from './finding.ts'
import { inputFor } from './screenFromModel.ts'

/** A form that saves to a model. */
export interface ModelForm {
  node: NodeView
  screenId: string
  /** Ids of the fields that it fills in. */
  filled: ReadonlySet<string>
}

/** What is wrong with one model, its rules and the forms that write to it. */
export function modelFindings(examined: Examined, model: ModelView, forms: readonly ModelForm[]): Finding[] {
  return [
    ...openWrites(examined, model),
    ...forms.flatMap((form) => formFindings(examined, model, form)),
    ...model.fields.flatMap((field) => fieldFindings(examined, model, field)),
  ]
}

function openWrites({ doc }: Examined, { id, label, rules }: ModelView): Finding[] {
  return (['update', 'delete'] as const)
    .filter((operation) => rules[operation] === 'public')
    .map((operation) => ({
      kind: 'open_writes',
      severity: 'high',
      id,
      name: label,
      screenId: null,
      message: `Anybody on the network may ${operation} its records, without signing in.`,
      fix: {
        label: 'Only editors may',
        difference: setting(doc, 'models', id, { [`rule:${operation}`]: 'editor' }),
      },
    }))
}

function formFindings({ doc }: Examined, model: ModelView, { node, screenId, filled }: ModelForm): Finding[] {
  const about = { id: node.id, name: node.name, screenId }
  const closed: Finding[] =
    model.rules.create === 'public'
      ? []
      : [
          {
            ...about,
            kind: 'closed_form',
            severity: 'low',
            message: `Visitors who are not signed in cannot send it: ${model.label} take no records from them.`,
            fix: {
              label: `Let everybody add to ${model.label}`,
              difference: setting(doc, 'models', model.id, { 'rule:create': 'public' }),
            },
          },
        ]
  const missing = model.fields.filter(({ id }) => !filled.has(id))
  return [
    ...closed,
    ...missing.flatMap((field): Finding[] => {
      const { required, default: fallback } = field.constraints
      const input = inputFor(field)
      const needed = required === true && fallback === undefined
      if (!input) return []
      return [
        {
          ...about,
          kind: needed ? 'unreachable_required' : 'unused_field',
          severity: needed ? 'high' : 'low',
          message: needed
            ? `“${field.label}” is required and has no input here, so the form can never be sent.`
            : `It does not ask for “${field.label}”.`,
          fix: {
            label: `Add an input for “${field.label}”`,
            difference: differenceOf(doc, (copy, origin) =>
              insertNodes(copy, { parentId: node.id, nodes: [input] }, origin),
            ),
          },
        },
      ]
    }),
  ]
}

const PEOPLE = /customer|client|member|employee|user|student|contact|patient|supplier|subscriber|donor|guest/i

function fieldFindings({ doc }: Examined, model: ModelView, field: FieldView): Finding[] {
  const about = { id: field.id, name: `${model.label}: ${field.label}`, screenId: null }
  if (field.type === 'email' && field.constraints.unique !== true && PEOPLE.test(model.name))
    return [
      {
        ...about,
        kind: 'email_not_unique',
        severity: 'low',
        message: 'The same person can be entered twice with one email.',
        fix: { label: 'No two alike', difference: setting(doc, 'fields', field.id, { 'c:unique': true }) },
      },
    ]
  if ((field.type === 'select' || field.type === 'multiSelect') && field.options.length === 0)
    return [
      {
        ...about,
        kind: 'no_options',
        severity: 'medium',
        message: 'There is nothing to choose from.',
        fix: { label: 'Make it a text', difference: setting(doc, 'fields', field.id, { type: 'text' }) },
      },
    ]
  return []
}

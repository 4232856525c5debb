import type { FieldType, ModelView } from '@axiom/shared/document/views'
import type { FlowTrigger } from '@axiom/shared/flows/flow'
import type { Json } from '@axiom/shared/json'

const SAMPLES: Partial<Record<FieldType, Json>> = {
  text: 'Text',
  longText: 'Text',
  integer: 1,
  number: 1,
  boolean: true,
  date: '2026-01-31',
  datetime: '2026-01-31T12:00:00Z',
  email: 'ada@example.com',
  url: 'https://example.com',
}

/** What a trigger would tell, for a test. */
export function sampleOf(trigger: FlowTrigger, models: readonly ModelView[]): Record<string, Json> {
  if (trigger.kind === 'webhook') return { body: {} }
  if (trigger.kind !== 'event') return {}
  if (trigger.event === 'submission.created') return { submission: { formData: {} } }
  const model = models.find(({ id }) => id === trigger.modelId) ?? models[0]
  if (!model) return { record: {} }
  const values = model.fields.map(({ name, type, options }): [string, Json] => [
    name,
    options[0]?.label ?? SAMPLES[type] ?? null,
  ])
  return { collection: model.name, record: { id: 'sample', ...Object.fromEntries(values) } }
}

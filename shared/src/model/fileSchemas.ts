import type { FieldView } from '../document/views.ts'
import type { JsonObject } from '../json.ts'
import { fileRulesOf } from './files.ts'

/** The id of a file that was uploaded for the field, or the file as it was answered. */
const REFERENCE: JsonObject = {
  type: ['string', 'object'],
  maxLength: 40,
  pattern: '^[A-Za-z0-9_-]+$',
  properties: { id: { type: 'string', maxLength: 40, pattern: '^[A-Za-z0-9_-]+$' } },
  required: ['id'],
}

const ANSWERED: JsonObject = {
  type: 'object',
  properties: {
    id: { type: 'string' },
    name: { type: 'string' },
    type: { type: 'string', description: 'Media type, by content.' },
    size: { type: 'integer', description: 'In bytes.' },
    url: { type: 'string', description: 'Where its bytes are, for about an hour.' },
  },
  required: ['id', 'name', 'type', 'size', 'url'],
  additionalProperties: false,
}

/** What is sent for a file field. */
export function fileInputSchema({ constraints }: Pick<FieldView, 'constraints'>): JsonObject {
  const { multiple, maxFiles } = fileRulesOf(constraints)
  if (!multiple) return REFERENCE
  return {
    type: 'array',
    items: REFERENCE,
    ...(constraints.required === true ? { minItems: 1 } : {}),
    maxItems: maxFiles,
  }
}

/** What is answered for it. */
export function fileAnswerSchema({ constraints }: Pick<FieldView, 'constraints'>): JsonObject {
  return fileRulesOf(constraints).multiple ? { type: 'array', items: ANSWERED } : ANSWERED
}

import type { JsonObject } from '../../json.ts'
import { FILE_FORMATS, MEDIA } from '../../tables/formats.ts'
import type { CompiledModel } from '../compile.ts'
import { exportParameters, PROOF, upsertParameters } from './parameters.ts'
import { exactly, json, problems, reference } from './parts.ts'
import type { Reach } from './reach.ts'

const FORMAT: JsonObject = { type: 'string', enum: [...FILE_FORMATS] }
const AS_TEXT: JsonObject = Object.fromEntries(
  FILE_FORMATS.map((format) => [MEDIA[format], { schema: { type: 'string' } }]),
)

/** All records as a file. */
export function exportOperation({ model, ...compiled }: CompiledModel, reach: Reach): JsonObject {
  const format = { name: 'format', in: 'query', description: 'Of the file.', schema: { ...FORMAT, default: 'csv' } }
  const list = { type: 'array', items: reference(`${model.name}.partial`) }
  const content = {
    ...AS_TEXT,
    [MEDIA.json]: { schema: list },
  }
  return {
    operationId: `export_${model.name}`,
    tags: [model.name],
    summary: `All of ${model.label} as a file, in the order of ids`,
    'x-audience': model.rules.list,
    parameters: [format, ...exportParameters({ model, ...compiled }, reach)],
    responses: { '200': { description: 'The file.', content }, ...problems() },
  }
}

/** A file of records, line by line. */
export function importOperation(
  { model, ...compiled }: CompiledModel,
  { mayUpdate, proves }: { mayUpdate: boolean; proves: boolean },
): JsonObject {
  const query = (name: string, schema: JsonObject, description: string): JsonObject => ({
    name,
    in: 'query',
    description,
    schema,
  })
  const errors = {
    type: 'array',
    items: exactly({
      line: { type: 'integer' },
      path: { type: 'string' },
      code: { type: 'string' },
      message: { type: 'string' },
    }),
  }
  const count = { type: 'integer', minimum: 0 }
  const report = exactly({
    lines: count,
    created: count,
    updated: count,
    failed: count,
    dryRun: { type: 'boolean' },
    errors,
  })
  return {
    operationId: `import_${model.name}`,
    tags: [model.name],
    summary: `Create records of ${model.label} from a file of any size; each line stands by itself`,
    'x-audience': model.rules.create,
    parameters: [
      query('format', FORMAT, 'Of the file, where its media type does not say it.'),
      query(
        'dryRun',
        { type: 'string', enum: ['true', 'false'], default: 'false' },
        'Checks everything, keeps nothing.',
      ),
      ...(proves ? [PROOF] : []),
      ...(mayUpdate ? upsertParameters({ model, ...compiled }) : []),
    ],
    requestBody: {
      required: true,
      content: AS_TEXT,
    },
    responses: {
      '200': json('What became of each line; at most 1,000 that failed are told.', exactly({ data: report })),
      ...problems(['409', '413', '415']),
    },
  }
}

import { z } from 'zod'

import { ABILITIES } from '../access/roles.ts'
import { ERRORS, type ErrorCode } from '../errors.ts'
import type { Json, JsonObject } from '../json.ts'
import { API_KEY_SCHEME } from '../model/openapi/parts.ts'
import { NAMED, ROUTES } from './api.ts'
import { Id } from './common.ts'
import { errorsOf, parametersOf, type Access, type RouteSpec } from './route.ts'

const COMPONENTS = '#/components/schemas/'

/** OpenAPI 3.1 of the platform itself, from the one table of routes. Addresses are relative to the document's own. */
export function describePlatform(version: string): JsonObject {
  const schemas = createSchemas()
  const paths: Record<string, JsonObject> = {}
  for (const route of ROUTES) {
    const item = (paths[route.path] ??= pathItem(route.path, schemas))
    item[route.method] = operationOf(route, schemas)
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Axiom',
      version,
      description:
        'Accounts, projects and everything around them. Each project describes its own collections in /api/dynamic/{project}/openapi.json.',
    },
    servers: [{ url: '/' }],
    tags: [...new Set(ROUTES.map(tagOf))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'Access token of login or refresh.',
        },
        apiKey: API_KEY_SCHEME,
        refreshCookie: {
          type: 'apiKey',
          in: 'cookie',
          name: '__Host-axiom-refresh',
          description:
            'Set by register and login; `axiom-refresh` on plain HTTP. Works for the editor’s own origin only.',
        },
      },
      schemas: schemas.named(),
    },
  }
}

/** Any bytes. */
const BYTES: JsonObject = {}

type Schemas = ReturnType<typeof createSchemas>

/** JSON Schemas of zod schemas: those with a name become references to components. */
function createSchemas() {
  const names = z.registry<{ id: string }>()
  for (const [id, schema] of Object.entries(NAMED)) names.add(schema, { id })

  function of(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
    // Inside of another schema also a named one becomes a reference.
    const whole = z.toJSONSchema(z.object({ it: schema }), { io, metadata: names })
    const json = JSON.stringify(whole.properties?.['it'] ?? {}).replaceAll('#/$defs/', COMPONENTS)
    return JSON.parse(json) as JsonObject
  }

  function named(): JsonObject {
    const { schemas } = z.toJSONSchema(names, { io: 'output', uri: (id) => `${COMPONENTS}${id}` })
    for (const schema of Object.values(schemas)) {
      delete schema.$schema
      delete schema.$id
      delete schema.id
    }
    return JSON.parse(JSON.stringify(schemas)) as JsonObject
  }
  return { of, named }
}

function pathItem(path: string, schemas: Schemas): JsonObject {
  const ids = path.startsWith('/api/dynamic/') ? { type: 'string' } : schemas.of(Id, 'input')
  const parameters = parametersOf(path).map((name) => ({ name, in: 'path', required: true, schema: ids }))
  return parameters.length === 0 ? {} : { parameters }
}

function operationOf(route: RouteSpec, schemas: Schemas): JsonObject {
  const { id, summary, access, query, body, sends, headers = [] } = route
  const parameters = Object.entries(query?.shape ?? {}).map(([name, schema]): JsonObject => {
    const required = !(schema instanceof z.ZodOptional)
    return { name, in: 'query', required, schema: schemas.of(schema as z.ZodType, 'input') }
  })
  for (const header of headers) parameters.push({ ...header, in: 'header', schema: { type: 'string' } })
  return {
    operationId: id.replace('.', '_'),
    tags: [tagOf(route)],
    summary,
    description: sentenceOf(access),
    ...(access in ABILITIES ? { 'x-ability': access } : {}),
    security: securityOf(access),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(body ? { requestBody: { required: true, content: jsonOf(schemas.of(body, 'input')) } } : {}),
    ...(sends === undefined ? {} : { requestBody: { content: { [sends]: { schema: BYTES } } } }),
    responses: { ...answersOf(route, schemas), ...problemsOf(route) },
  }
}

function answersOf({ status, answer, more = {} }: RouteSpec, schemas: Schemas): JsonObject {
  const describe = (schema: RouteSpec['answer'], description: string): JsonObject => {
    if (schema === null) return { description }
    const content =
      typeof schema === 'string' ? { [schema]: { schema: schema === '*/*' ? BYTES : { type: 'string' } } } : null
    return { description, content: content ?? jsonOf(schemas.of(schema as z.ZodType, 'output')) }
  }
  const others = Object.entries(more).map(([other, schema]): [string, Json] => [
    other,
    describe(schema, SENTENCES[other] ?? ''),
  ])
  return { [status]: describe(answer, SENTENCES[status] ?? ''), ...Object.fromEntries(others) }
}

const SENTENCES: Record<string, string> = {
  200: 'Done.',
  201: 'Made.',
  204: 'Done; there is nothing to say.',
  206: 'The part that was asked for.',
  302: 'It is at the address in Location.',
  304: 'Unchanged since the ETag that was sent.',
  503: 'Not able to serve right now.',
}

/** One answer per status, with exactly the codes that it can carry. */
function problemsOf(route: RouteSpec): JsonObject {
  const byStatus = new Map<number, ErrorCode[]>()
  for (const code of errorsOf(route)) {
    const { status } = ERRORS[code]
    byStatus.set(status, [...(byStatus.get(status) ?? []), code])
  }
  const answers = [...byStatus].map(([status, codes]): [string, Json] => {
    const schema = {
      allOf: [
        { $ref: `${COMPONENTS}Problem` },
        { type: 'object', properties: { code: { type: 'string', enum: codes } } },
      ],
    }
    const description = codes.map((code) => `${code}: ${ERRORS[code].message}`).join('\n')
    return [String(status), { description, content: { 'application/problem+json': { schema } } }]
  })
  return Object.fromEntries(answers)
}

function securityOf(access: Access): Json[] {
  if (access === 'public') return []
  if (access === 'sameOrigin') return [{ refreshCookie: [] }, {}]
  return access === 'rules' ? [{ bearer: [] }, { apiKey: [] }, {}] : [{ bearer: [] }]
}

function sentenceOf(access: Access): string {
  switch (access) {
    case 'public':
      return 'Anybody may.'
    case 'sameOrigin':
      return 'From the editor’s own origin only.'
    case 'signedIn':
      return 'Everybody who is signed in may.'
    case 'rules':
      return 'The rules of the collection say who may.'
    default:
      return `Members with the ability ${access} may: ${ABILITIES[access]} and above.`
  }
}

function jsonOf(schema: JsonObject): JsonObject {
  return { 'application/json': { schema } }
}

function tagOf({ id }: RouteSpec): string {
  const feature = id.split('.')[0] ?? id
  return TAGS[feature] ?? feature
}

const TAGS: Record<string, string> = {
  archives: 'Projects as files',
  api: 'This description',
  auth: 'Accounts and sessions',
  projects: 'Projects',
  members: 'Members',
  shareLinks: 'Share links',
  apiKeys: 'API keys',
  versions: 'Versions',
  proposals: 'Proposals',
  ai: 'Suggestions',
  publishing: 'Publishing',
  domains: 'Domains',
  visits: 'Visits',
  submissions: 'Submissions',
  jobs: 'Jobs',
  files: 'Files',
  recordFiles: 'Files in records',
  records: 'Records',
  health: 'Health',
}

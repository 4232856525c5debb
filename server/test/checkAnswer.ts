import { describePlatform } from '@axiom/shared/contracts/openapi'
import { isObject, type JsonObject } from '@axiom/shared/json'
import addFormats from 'ajv-formats'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'

/** An answer as a test got it; `body` is parsed where it is JSON. */
export interface GivenAnswer {
  method: string
  path: string
  status: number
  contentType: string | null
  body: unknown
}

interface Described {
  path: string
  pattern: RegExp
}

export type AnswerChecker = (answer: GivenAnswer) => void

/** The platform's own document. */
export const checkAnswer = createChecker(describePlatform('test'))

/**
 * Compares answers with an OpenAPI document. Throws when one is not described: another status, media type or body. Addresses and
 * methods that are no route answer 404 and 405.
 */
export function createChecker(document: JsonObject): AnswerChecker {
  const ajv = addFormats.default(new Ajv2020({ strict: false, allErrors: true })).addSchema(document, 'api')
  const compiled = new Map<string, ValidateFunction>()
  // Of two patterns the one with fewer parameters is meant.
  const routes: Described[] = Object.keys(isObject(document['paths']) ? document['paths'] : {})
    .sort((a, b) => a.split('{').length - b.split('{').length)
    .map((path) => ({
      path,
      pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
    }))

  function validator(path: string[]): ValidateFunction {
    const $ref = `api#/${path.map((step) => step.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`
    const known = compiled.get($ref) ?? ajv.compile({ $ref: encodeURI($ref) })
    compiled.set($ref, known)
    return known
  }

  function at(path: string[]): unknown {
    return path.reduce<unknown>((value, step) => (isObject(value) ? value[step] : undefined), document)
  }

  return ({ method, path, status, contentType, body }) => {
    const [bare = ''] = path.split('?', 1)
    const route = routes.find(({ pattern }) => pattern.test(bare))
    const where = ['paths', route?.path ?? '', method.toLowerCase()]
    const operation = at(where)
    if (!isObject(operation)) {
      if (bare.startsWith('/api/') && method !== 'OPTIONS' && ![404, 405].includes(status))
        throw new Error(`${method} ${path} answered ${status}, but the OpenAPI document has no such route`)
      return
    }
    const response = at([...where, 'responses', String(status)])
    const told = `${method} ${route?.path ?? ''} answered ${status} ${JSON.stringify(body)?.slice(0, 500)}`
    if (!isObject(response)) throw new Error(`${told}, a status that the OpenAPI document does not name`)
    if (response['content'] === undefined) return
    if (isObject(response['content']) && '*/*' in response['content']) return
    const media = contentType?.split(';', 1)[0] ?? ''
    const schema = [...where, 'responses', String(status), 'content', media, 'schema']
    if (at(schema) === undefined) throw new Error(`${told} as ${media}, which the OpenAPI document does not name`)
    if (media !== 'application/json' && media !== 'application/problem+json') return
    const validate = validator(schema)
    if (!validate(body)) throw new Error(`${told}, not as described: ${ajv.errorsText(validate.errors)}`)
  }
}

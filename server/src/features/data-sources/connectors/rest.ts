import { AppError } from '@axiom/shared/errors'
import {
  bindHttpRequest,
  isReadingMethod,
  parseHttpRequest,
  RequestError,
  type HttpRequest,
} from '@axiom/shared/queries/httpRequest'
import type { ParameterValues } from '@axiom/shared/queries/parameters'

import { queryFailed, toProblems, type ConfigOf, type Connector, type ConnectOptions } from './connector.ts'
import { askHttp, demandSuccess } from './http.ts'

/** Servers that answer HTTP, through the guarded client. */
export function connectRest(options: ConnectOptions<ConfigOf<'rest'>>): Connector {
  const { config, readOnly } = options

  function prepare(text: string, values: ParameterValues): HttpRequest & { url: string } {
    try {
      const request = bindHttpRequest(parseHttpRequest(text), values)
      if (readOnly && !isReadingMethod(request.method))
        throw queryFailed('This data source only reads: use GET. Writing is allowed where it is connected.')
      return { ...request, url: below(config.url, request.target) }
    } catch (error) {
      if (error instanceof RequestError) throw queryFailed(error.message)
      throw error
    }
  }

  return {
    async run(text, values) {
      const data = demandSuccess(await askHttp(options, prepare(text, values)))
      return { data, columns: null, truncated: false, changed: null }
    },
    async check(text, values) {
      try {
        prepare(text, values)
        return []
      } catch (error) {
        return toProblems(error)
      }
    },
    // What it offers is not known from outside.
    schema: () => Promise.resolve([]),
    /** Any answer but one about the secret: the address itself need not be one of its things. */
    async ping() {
      const { status } = await askHttp(options, { url: config.url, method: 'GET', headers: {}, body: null })
      if (status === 401 || status === 403 || status >= 500)
        throw new AppError('outbound_failed', { message: `The server answered ${status}.` })
    },
    close: () => Promise.resolve(),
  }
}

/** The address of a request: behind that of the source, never beside it. */
function below(base: string, target: string): string {
  const url = new URL(base)
  const [path = '', query = ''] = target.split(/\?(.*)/s)
  const start = url.pathname.replace(/\/$/, '')
  url.pathname = start + path
  if (!url.pathname.startsWith(start)) throw queryFailed('The path leads out of the address of the source.')
  url.search = [url.search.slice(1), query].filter((part) => part !== '').join('&')
  return url.href
}

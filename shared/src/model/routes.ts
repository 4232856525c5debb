/** Addresses of screens: `/orders/:id` stands for every order. Parameters without a place in the route go behind the `?`. */
export type RouteParams = Readonly<Record<string, string>>

const PARAMETER = /^:([A-Za-z][A-Za-z0-9_]*)$/

/** Names of the parameters in a route, in order. */
export function paramNames(route: string): string[] {
  return segments(route).flatMap((segment) => PARAMETER.exec(segment)?.[1] ?? [])
}

/** The address of a route with its parameters; null when one is missing. */
export function fillRoute(route: string, params: RouteParams): string | null {
  const query = new URLSearchParams(params)
  const filled: string[] = []
  for (const segment of segments(route)) {
    const name = PARAMETER.exec(segment)?.[1]
    const value = name === undefined ? segment : Object.hasOwn(params, name) ? params[name] : ''
    if (!value) return null
    if (name !== undefined) query.delete(name)
    filled.push(name === undefined ? value : encodeURIComponent(value))
  }
  const rest = query.toString()
  return `/${filled.join('/')}${rest === '' ? '' : `?${rest}`}`
}

/** The parameters of an address, when it is one of this route; else null. */
export function matchRoute(route: string, address: string): RouteParams | null {
  const [path = '', query = ''] = address.split('?')
  const [wanted, given] = [segments(route), segments(path)]
  if (wanted.length !== given.length) return null
  const params: Record<string, string> = Object.fromEntries(new URLSearchParams(query))
  for (const [i, segment] of wanted.entries()) {
    const value = decode(given[i] ?? '')
    const name = PARAMETER.exec(segment)?.[1]
    if (name === undefined && value !== decode(segment)) return null
    if (name !== undefined) params[name] = value
  }
  return params
}

function segments(path: string): string[] {
  return path.split('/').filter(Boolean)
}

/** An address that anybody typed may hold a lone `%`. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch (error) {
    if (error instanceof URIError) return text
    throw error
  }
}

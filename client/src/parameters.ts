/** What can stand in the query of a list, an aggregate or a file. */
type Parameters = Readonly<Record<string, string | number | boolean | object | undefined>>

/** As the API takes them: names with commas, filters as JSON; what is not there is left out. */
export function toParameters(given: Parameters): URLSearchParams {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(given)) {
    const text = toText(name, value)
    if (text !== null) parameters.set(name, text)
  }
  return parameters
}

function toText(name: string, value: Parameters[string]): string | null {
  if (value === undefined) return null
  if (name === 'count') return value === true ? 'exact' : null
  if (Array.isArray(value)) return value.length === 0 ? null : value.join(',')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

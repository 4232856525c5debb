import type { Operation } from './openapi.ts'

/** What was filled in, by the parameter's name. */
export type Values = Readonly<Record<string, string>>

/** Path and query with the values in their places; a value that is missing in the path stays `{name}`. */
export function pathOf({ path, parameters }: Operation, values: Values): string {
  const query = new URLSearchParams(
    parameters.flatMap(({ in: where, name }) => (where === 'query' && values[name] ? [[name, values[name]]] : [])),
  )
  const filled = path.replaceAll(/\{(\w+)\}/g, (whole, name: string) =>
    values[name] ? encodeURIComponent(values[name]) : whole,
  )
  return query.size > 0 ? `${filled}?${query.toString()}` : filled
}

export const LANGUAGES = ['curl', 'javascript'] as const
export type Language = (typeof LANGUAGES)[number]

/** The same request in a language: what one copies into a terminal or a program. */
export function codeOf(language: Language, method: string, url: string, body: unknown): string {
  return language === 'curl' ? curlOf(method, url, body) : javascriptOf(method, url, body)
}

function curlOf(method: string, url: string, body: unknown): string {
  const verb = method === 'get' ? '' : `-X ${method.toUpperCase()} `
  const lines = [`curl ${verb}'${url}'`, `  -H 'Authorization: Bearer <token>'`]
  if (body !== undefined)
    // A shell ends a quoted text at the first apostrophe.
    lines.push(`  -H 'Content-Type: application/json'`, `  -d '${JSON.stringify(body).replaceAll("'", `'\\''`)}'`)
  return lines.join(' \\\n')
}

function javascriptOf(method: string, url: string, body: unknown): string {
  const headers = [`Authorization: \`Bearer \${token}\``]
  if (body !== undefined) headers.push(`'Content-Type': 'application/json'`)
  const options = [`headers: { ${headers.join(', ')} },`]
  if (method !== 'get') options.unshift(`method: '${method.toUpperCase()}',`)
  if (body !== undefined)
    options.push(`body: JSON.stringify(${JSON.stringify(body, null, 2).replaceAll('\n', '\n  ')}),`)
  const read = method === 'delete' ? '' : '\nconst answer = await response.json()'
  return `const response = await fetch(\n  '${url}',\n  {\n    ${options.join('\n    ')}\n  },\n)${read}`
}

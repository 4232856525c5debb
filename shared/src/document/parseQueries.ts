import { isAudience } from '../access/audience.ts'
import { QueryParameter } from '../contracts/dataSources.ts'
import { API_NAME, freeName } from '../model/names.ts'
import { toText } from './parseNode.ts'
import { parsePlace, TRASH } from './place.ts'
import type { ProjectDoc, Row } from './projectDoc.ts'
import { compareOrder } from './tree.ts'
import type { QueryView } from './views.ts'

/** A day. */
export const MAX_CACHE_TTL = 86_400

/** All living queries in order. Total. */
export function parseQueries(doc: ProjectDoc): QueryView[] {
  const queries: QueryView[] = []
  for (const [id, row] of doc.roots.queries) {
    const place = parsePlace(row.get('at'))
    if (place && place.parentId !== TRASH) queries.push(parseQuery(id, row, place.index))
  }
  queries.sort((a, b) => compareOrder(a.index, a.id, b.index, b.id))
  const taken = new Set<string>()
  return queries.map((query) => {
    // Two people may choose one name at the same time: the later in order gets a number.
    const name = freeName(API_NAME.test(query.name) ? query.name : 'query', taken)
    taken.add(name)
    return { ...query, name }
  })
}

function parseQuery(id: string, row: Row, index: string): QueryView {
  const cacheTtl = row.get('cacheTtl')
  const run = row.get('rule:run')
  return {
    id,
    name: toText(row.get('name')),
    sourceId: toText(row.get('source')),
    index,
    request: textIn(row, 'x:request'),
    transform: textIn(row, 'x:transform'),
    parameters: parseParameters(row),
    cacheTtl: typeof cacheTtl === 'number' && cacheTtl > 0 ? Math.min(Math.round(cacheTtl), MAX_CACHE_TTL) : 0,
    // Nobody owns an answer.
    run: isAudience(run) && run !== 'own' ? run : 'viewer',
  }
}

/** One register each (`p:<name>`): two people who add different parameters both win. By name, since nothing else orders them. */
function parseParameters(row: Row): QueryParameter[] {
  const found: QueryParameter[] = []
  for (const [key, value] of row) {
    if (!key.startsWith('p:') || typeof value !== 'object' || value === null) continue
    const parsed = QueryParameter.safeParse({ ...value, name: key.slice(2) })
    if (parsed.success) found.push(parsed.data)
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : 1))
}

function textIn(row: Row, key: string): string {
  const text = row.get(key)
  return text === undefined || text === null ? '' : String(text as { toString(): string })
}

import { isAudience } from '../access/audience.ts'
import { toText } from './parseNode.ts'
import { parsePlace, TRASH } from './place.ts'
import type { Row } from './projectDoc.ts'
import type { ScreenView } from './views.ts'

/** One screen row as a view; total. */
export function parseScreen(id: string, row: Row): ScreenView {
  const place = parsePlace(row.get('at'))
  const access = row.get('access')
  const name = toText(row.get('name')) || 'Screen'
  return {
    id,
    name,
    route: toText(row.get('route')) || '/',
    title: toText(row.get('title')) || name,
    // A guard that cannot be read is not one that lets everybody in.
    access: access === undefined || access === null ? 'public' : isAudience(access) ? access : 'owner',
    index: place?.index ?? '',
    trashed: place?.parentId === TRASH,
  }
}

import { setQuery, type SetQuery } from '@axiom/shared/document/operations/setQuery'
import type { QueryView } from '@axiom/shared/document/views'

import { useEdit } from '../../document/hooks.ts'
import { t } from '../../texts/t.ts'

/** One undo step with the query's name. */
export function useChange({ id, name }: QueryView): (change: Omit<SetQuery, 'id'>) => void {
  const edit = useEdit()
  return (change) => edit(t('query.change', { name }), (doc, origin) => setQuery(doc, { id, ...change }, origin))
}

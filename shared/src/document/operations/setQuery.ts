import type { QueryParameter } from '../../contracts/dataSources.ts'
import type { Origin, ProjectDoc } from '../projectDoc.ts'
import type { Audience } from '../views.ts'
import { edit, getRow, setRegisters } from './support.ts'

export interface SetQuery {
  id: string
  name?: string
  source?: string
  cacheTtl?: number
  run?: Audience
  /** By name; undefined takes a parameter away. */
  parameters?: Record<string, Omit<QueryParameter, 'name'> | undefined>
}

/** Changes a query; its request and transform are texts (`editText`). */
export function setQuery(doc: ProjectDoc, { id, run, parameters = {}, ...values }: SetQuery, origin: Origin): void {
  edit(doc, origin, () => {
    const row = getRow(doc, 'queries', id)
    setRegisters(row, '', values)
    setRegisters(row, 'p:', parameters)
    if (run !== undefined) setRegisters(row, 'rule:', { run })
  })
}

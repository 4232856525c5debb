import { addField } from '@axiom/shared/document/operations/addField'
import { addModel } from '@axiom/shared/document/operations/addModel'
import { freeName, RESERVED_COLLECTIONS, RESERVED_FIELDS } from '@axiom/shared/model/names'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'

import { useEdit, useProjectSession } from '../../../document/hooks.ts'
import { t } from '../../../texts/t.ts'
import { openModel, useDataState } from '../dataState.ts'
import { toApiName } from '../names.ts'
import { useEnvironment } from '../useEnvironment.ts'
import { type FilledColumn, importRows, type ImportState } from './importRows.ts'
import type { ReadTable } from './readTable.ts'

/** Makes a model of a table in one step, then sends its rows to the draft. */
export function useTableImport() {
  const { store, projectId } = useProjectSession()
  const edit = useEdit()
  const queries = useQueryClient()
  const { isPublished } = useEnvironment()
  const [state, setState] = useState<ImportState | null>(null)
  const [isDone, setDone] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const abort = useRef<AbortController>(null)
  useEffect(() => () => abort.current?.abort(), [])

  const start = (table: ReadTable): void => {
    const collection = freeName(toApiName(table.label, 'items'), [
      ...store.getModels().map(({ name }) => name),
      ...RESERVED_COLLECTIONS,
    ])
    const columns = named(table)
    edit(t('csv.title'), (doc, origin) => {
      const modelId = addModel(doc, { name: collection, label: table.label.trim() }, origin)
      for (const { name, label, type, options } of columns)
        addField(doc, { modelId, name, label, type, options }, origin)
      openModel(modelId, 'rows')
    })
    // Not before there is something live: after the first publish the visitors' rows are shown.
    if (isPublished) useDataState.setState({ env: 'draft' })
    abort.current = new AbortController()
    setState({ done: 0, total: table.rows.length, imported: 0, problems: [] })
    importRows({
      projectId,
      collection,
      env: 'draft',
      columns,
      rows: table.rows,
      signal: abort.current.signal,
      onProgress: setState,
      misfit: (cell, { type }) => t('csv.noSuch', { cell: cell.slice(0, 60), type: t(`field.${type}`) }),
    })
      .then(setState, (failure: unknown) => setError(failure instanceof Error ? failure.message : String(failure)))
      .finally(() => {
        setDone(true)
        void queries.invalidateQueries({ queryKey: ['rows'] })
      })
  }
  return { state, isDone, error, start, cancel: () => abort.current?.abort() }
}

/** Fields' API names, each another one. */
function named({ columns }: ReadTable): FilledColumn[] {
  const taken: string[] = [...RESERVED_FIELDS]
  return columns.map((column) => {
    const name = freeName(toApiName(column.label, 'field'), taken)
    taken.push(name)
    return { ...column, name }
  })
}

import type { FieldView, ModelView } from '@axiom/shared/document/views'
import type { Json } from '@axiom/shared/json'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'

import { api } from '../../api/client.ts'
import { useProjectSession } from '../../document/hooks.ts'
import { t } from '../../texts/t.ts'
import { useEnvironment } from './useEnvironment.ts'

interface Duplicates {
  data: { value: Json; count: number }[]
}

const SHOWN = 5
/** Rows are mended elsewhere: ask again now and then while it matters. */
const AGAIN_MS = 5_000

/** Says which rows contradict a unique field; nothing while none do. */
export function UniqueNote({ model, field }: { model: ModelView; field: FieldView }): ReactNode {
  const { projectId } = useProjectSession()
  const { env } = useEnvironment()
  const query = new URLSearchParams({ env, field: field.name })
  const { data } = useQuery({
    queryKey: ['rows', `/api/dynamic/${projectId}/${model.name}`, env, 'duplicates', field.name],
    queryFn: () => api.get<Duplicates>(`/api/dynamic/${projectId}/${model.name}/duplicates?${query.toString()}`),
    refetchInterval: ({ state }) => (state.data?.data.length === 0 ? false : AGAIN_MS),
  })
  const found = data?.data ?? []
  if (found.length === 0) return null
  const shown = found.slice(0, SHOWN)
  return (
    <div className="ax-note" data-tone="warning" role="status">
      <div>
        {t('data.duplicates', { count: found.length, env: t(`projects.${env}`) })}
        <ul className="ax-duplicates">
          {shown.map(({ value, count }) => (
            <li key={JSON.stringify(value)}>
              <code className="ax-mono">{typeof value === 'string' ? value : JSON.stringify(value)}</code> × {count}
            </li>
          ))}
          {found.length > SHOWN && <li>{t('data.moreDuplicates', { count: found.length - SHOWN })}</li>}
        </ul>
      </div>
    </div>
  )
}

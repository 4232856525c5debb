import type { FieldMisfits, OnMisfit } from '@axiom/shared/contracts/misfits'
import type { FieldView, ModelView } from '@axiom/shared/document/views'
import { Button, Group } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'

import { api } from '../../api/client.ts'
import { useProjectSession, useSyncStatus } from '../../document/hooks.ts'
import { t } from '../../texts/t.ts'

const AGAIN_MS = 1_000

/** What the draft's rows mean to a field that was changed, with what can be done about it; nothing while they fit. */
export function MisfitNote({ model, field }: { model: ModelView; field: FieldView }): ReactNode {
  const { projectId } = useProjectSession()
  const isSaved = useSyncStatus().kind === 'saved'
  const path = `/api/projects/${projectId}/models/${model.id}`
  // Another type or rule is another question.
  const shape = JSON.stringify([field.type, field.constraints, field.options.map(({ id }) => id)])
  const [asked, setAsked] = useState<string | null>(null)
  const { data } = useQuery({
    queryKey: ['rows', `/api/dynamic/${projectId}/${model.name}`, 'draft', 'misfits', shape],
    queryFn: () => api.get<{ data: FieldMisfits[] }>(`${path}/misfits?env=draft`),
    enabled: isSaved,
    refetchInterval: ({ state }) => (asked === shape && (state.data?.data.length ?? 0) > 0 ? AGAIN_MS : false),
  })
  const convert = useMutation({
    mutationFn: (onMisfit: OnMisfit) => api.post(`${path}/convert?env=draft`, { onMisfit }),
    onMutate: () => setAsked(shape),
  })
  const told = data?.data.find(({ fieldId }) => fieldId === field.id)
  if (!told) return null
  const isWorking = asked === shape && told.converts + told.fails + told.unfilled > 0
  const canConvert = told.converts + told.fails + told.unfilled > 0
  const hasDefault = field.constraints.default !== undefined && (told.fails > 0 || told.missing > 0)
  return (
    <div className="ax-note" data-tone="warning" role="status">
      <div>
        <MisfitLines told={told} type={t(`field.${field.type}`)} />
        {convert.error && <p className="ax-error-text">{convert.error.message}</p>}
        {(canConvert || hasDefault) && (
          <Group gap="xs" mt={8}>
            <Button size="sm" variant="default" loading={isWorking} onClick={() => convert.mutate('empty')}>
              {t(told.unfilled > 0 ? 'misfits.fill' : told.fails > 0 ? 'misfits.empty' : 'misfits.convert')}
            </Button>
            {hasDefault && (
              <Button size="sm" variant="default" disabled={isWorking} onClick={() => convert.mutate('default')}>
                {t('misfits.default')}
              </Button>
            )}
          </Group>
        )}
      </div>
    </div>
  )
}

/** In words, what rows mean to one field. */
function MisfitLines({ told, type }: { told: FieldMisfits; type: string }): ReactNode {
  const { rows, converts, fails, samples, invalid, missing, unfilled } = told
  return (
    <>
      {fails > 0 && <p>{t('misfits.fails', { count: fails, rows, type, samples: samples.join(', ') })}</p>}
      {converts > 0 && <p>{t('misfits.converts', { count: converts, rows, type })}</p>}
      {unfilled > 0 && <p>{t('misfits.unfilled', { count: unfilled, rows })}</p>}
      {missing > 0 && <p>{t('misfits.missing', { count: missing, rows })}</p>}
      {invalid > 0 && <p>{t('misfits.invalid', { count: invalid, rows })}</p>}
    </>
  )
}

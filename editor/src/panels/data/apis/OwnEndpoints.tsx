import type { ApiInput, ProjectApi } from '@axiom/shared/contracts/apis'
import { Button } from '@mantine/core'
import { IconAlertTriangle, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'

import { api as server } from '../../../api/client.ts'
import { useProjectSession } from '../../../document/hooks.ts'
import { useEditorState } from '../../../session/editorState.ts'
import { t } from '../../../texts/t.ts'
import { IconButton } from '../../../ui/IconButton.tsx'
import { useServerProject } from '../useEnvironment.ts'
import { ApiDialog } from './ApiDialog.tsx'
import { type ApiSubject, isOf } from './subject.ts'

import '../data.css'

/** Endpoints that people made for a model (beside those that it has anyway), a query or a flow. */
export function OwnEndpoints({ subject }: { subject: ApiSubject }): ReactNode {
  const { projectId } = useProjectSession()
  const project = useServerProject()
  const isReadOnly = useEditorState((state) => state.readOnly)
  const [open, setOpen] = useState<ProjectApi | 'new' | null>(null)
  const { list, save, remove } = useApis(projectId)
  const apis = (list.data?.data ?? []).filter((api) => isOf(subject, api))
  const base = `${location.origin}/api/dynamic/${project?.slug ?? projectId}`
  const failed = list.error ?? remove.error
  return (
    <section className="ax-own-endpoints" aria-label={t('apis.title')}>
      <h3 className="ax-label">{t('apis.title')}</h3>
      {apis.length === 0 && <p className="ax-muted">{t('apis.empty')}</p>}
      <ul className="ax-endpoints">
        {apis.map((api) => (
          <li key={api.id}>
            <span className="ax-badge ax-mono">{api.method}</span>
            <code className="ax-mono ax-cut">
              {base}
              {api.path}
            </code>
            {api.problem !== null && (
              <span title={api.problem}>
                <IconAlertTriangle size={14} aria-label={api.problem} />
              </span>
            )}
            <span className="ax-muted ax-dock-wide">{api.name}</span>
            <IconButton
              label={t('apis.change', { name: api.name })}
              size="xs"
              disabled={isReadOnly}
              onClick={() => setOpen(api)}
            >
              <IconPencil size={14} stroke={1.8} />
            </IconButton>
            <IconButton
              label={t('apis.delete', { name: api.name })}
              size="xs"
              disabled={isReadOnly}
              onClick={() => remove.mutate(api.id)}
            >
              <IconTrash size={14} stroke={1.8} />
            </IconButton>
          </li>
        ))}
      </ul>
      {failed && <p className="ax-error-text">{failed.message}</p>}
      <Button
        size="sm"
        variant="default"
        leftSection={<IconPlus size={12} aria-hidden="true" />}
        disabled={isReadOnly}
        onClick={() => setOpen('new')}
      >
        {t('apis.add')}
      </Button>
      {open !== null && (
        <ApiDialog
          subject={subject}
          api={open === 'new' ? null : open}
          onSave={(input) => save.mutateAsync({ id: open === 'new' ? null : open.id, input })}
          onClose={() => setOpen(null)}
        />
      )}
    </section>
  )
}

function useApis(projectId: string) {
  const queries = useQueryClient()
  const path = `/api/projects/${projectId}/apis`
  const onSuccess = (): Promise<void> => queries.invalidateQueries({ queryKey: [path] })
  return {
    list: useQuery({ queryKey: [path], queryFn: () => server.get<{ data: ProjectApi[] }>(path) }),
    save: useMutation({
      mutationFn: ({ id, input }: { id: string | null; input: ApiInput }) =>
        id === null ? server.post(path, input) : server.put(`${path}/${id}`, input),
      onSuccess,
    }),
    remove: useMutation({ mutationFn: (id: string) => server.delete(`${path}/${id}`), onSuccess }),
  }
}

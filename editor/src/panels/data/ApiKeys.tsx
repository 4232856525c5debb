import type { ApiKey } from '@axiom/shared/contracts/apiKeys'
import type { Page } from '@axiom/shared/contracts/common'
import type { ModelView } from '@axiom/shared/document/views'
import { Button } from '@mantine/core'
import { IconKey, IconPlus, IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'

import { api } from '../../api/client.ts'
import { useModels, useProjectSession } from '../../document/hooks.ts'
import { t } from '../../texts/t.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { SecretNote } from '../../ui/SecretNote.tsx'
import { ApiKeyDialog } from './ApiKeyDialog.tsx'

/** Keys with which programs use the project: made, shown once, revoked. */
export function ApiKeys({ model }: { model: ModelView }): ReactNode {
  const { projectId } = useProjectSession()
  const base = `/api/projects/${projectId}/api-keys`
  const queries = useQueryClient()
  const keys = useQuery({ queryKey: [base], queryFn: async () => (await api.get<Page<ApiKey>>(base)).data })
  const [isMaking, setMaking] = useState(false)
  const [made, setMade] = useState<ApiKey | null>(null)
  const changed = (): Promise<void> => queries.invalidateQueries({ queryKey: [base] })
  const revoke = useMutation({
    mutationFn: (key: ApiKey) => api.delete(`${base}/${key.id}`),
    onSuccess: (_done, key) => {
      if (made?.id === key.id) setMade(null)
      return changed()
    },
  })
  const handleMade = (key: ApiKey): void => {
    setMaking(false)
    setMade(key)
    void changed()
  }
  const failure = keys.error ?? revoke.error
  return (
    <section className="ax-api-keys" aria-label={t('keys.title')}>
      <div className="ax-row">
        <h3 className="ax-medium ax-grow">{t('keys.title')}</h3>
        <button type="button" className="ax-text-button ax-add" onClick={() => setMaking(true)}>
          <IconPlus size={12} aria-hidden="true" /> {t('keys.new')}
        </button>
      </div>
      <p className="ax-muted">{t('keys.lead')}</p>
      {made?.secret !== undefined && (
        <SecretNote
          lead={t('keys.once', { name: made.name })}
          label={t('keys.secret', { name: made.name })}
          value={made.secret}
        />
      )}
      {failure && (
        <p className="ax-error-text" role="alert">
          {failure.message}
        </p>
      )}
      {keys.isPending && <div className="ax-skeleton" style={{ height: 28 }} />}
      {keys.data?.length === 0 && (
        <p className="ax-api-keys-none">
          <IconKey size={14} stroke={1.8} aria-hidden="true" /> {t('keys.none')}
        </p>
      )}
      <ul>
        {keys.data?.map((key) => (
          <KeyRow key={key.id} apiKey={key} isBusy={revoke.isPending} onRevoke={() => revoke.mutate(key)} />
        ))}
      </ul>
      {isMaking && <ApiKeyDialog model={model} base={base} onMade={handleMade} onClose={() => setMaking(false)} />}
    </section>
  )
}

interface RowProps {
  apiKey: ApiKey
  isBusy: boolean
  onRevoke: () => void
}

function KeyRow({ apiKey, isBusy, onRevoke }: RowProps): ReactNode {
  const { name, prefix, expiresAt, lastUsedAt } = apiKey
  const may = useScopes(apiKey.scopes)
  const [isSure, setSure] = useState(false)
  const isOver = expiresAt !== null && Date.parse(expiresAt) <= Date.now()
  return (
    <li>
      <span className="ax-medium ax-cut">{name}</span>
      <code className="ax-mono ax-muted">{prefix}…</code>
      <span className="ax-cut ax-grow">{may}</span>
      <span className="ax-muted ax-dock-wide">
        {expiresAt === null ? t('keys.forever') : t(isOver ? 'keys.ended' : 'keys.until', { date: day(expiresAt) })}
      </span>
      <span className="ax-muted ax-dock-wide">
        {lastUsedAt === null ? t('keys.unused') : t('keys.used', { date: day(lastUsedAt) })}
      </span>
      {isSure ? (
        <>
          <Button size="xs" color="red" loading={isBusy} onClick={onRevoke}>
            {t('keys.revoke')}
          </Button>
          <Button size="xs" variant="default" onClick={() => setSure(false)}>
            {t('common.cancel')}
          </Button>
        </>
      ) : (
        <IconButton label={t('keys.revokeName', { name })} size="xs" onClick={() => setSure(true)}>
          <IconTrash size={14} stroke={1.8} />
        </IconButton>
      )}
    </li>
  )
}

/** What a key may, in words. */
function useScopes(scopes: readonly string[]): string {
  const models = useModels()
  const parts = scopes.map((scope) => {
    const [kind = '', target] = scope.split(':')
    if (target === undefined) return t('keys.collaborate')
    const name = target === '*' ? t('keys.all') : (models.find(({ id }) => id === target)?.label ?? t('keys.gone'))
    return t(kind === 'read' ? 'keys.reads' : 'keys.writes', { name })
  })
  return new Intl.ListFormat('en', { type: 'unit' }).format(parts)
}

const day = (instant: string): string => new Date(instant).toLocaleDateString('en')

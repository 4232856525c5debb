import type { FlowSecret } from '@axiom/shared/contracts/flows'
import { Button, Group, Modal, PasswordInput, TextInput } from '@mantine/core'
import { IconKey, IconPlus, IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'

import { api } from '../../api/client.ts'
import { useProjectSession } from '../../document/hooks.ts'
import { t } from '../../texts/t.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { PropRow } from '../../ui/Panel.tsx'

interface Props {
  /** The address that the step calls; secrets go to their own host only. */
  url: string
  /** Sends a secret with the step. */
  onUse: (name: string) => void
}

/** Secrets that the step may send: named here, kept by the server, in no document and no history. */
export function StepSecrets({ url, onUse }: Props): ReactNode {
  const { list, remove } = useFlowSecrets()
  const [isMaking, setMaking] = useState(false)
  const host = URL.parse(url)?.host ?? ''
  const secrets = list.data?.filter((secret) => host === '' || secret.host === host) ?? []
  return (
    <PropRow label={t('secrets.title')} help={t('secrets.hint')} tall>
      <div className="ax-flow-secrets">
        {secrets.map(({ name, host: only }) => (
          <p key={name}>
            <IconKey size={12} stroke={1.8} aria-hidden="true" />
            <code className="ax-mono ax-cut ax-grow" title={t('secrets.only', { host: only })}>
              {name}
            </code>
            <button type="button" className="ax-text-button" onClick={() => onUse(name)}>
              {t('secrets.use')}
            </button>
            <IconButton label={t('secrets.delete', { name })} size="xs" onClick={() => remove.mutate(name)}>
              <IconTrash size={14} stroke={1.8} />
            </IconButton>
          </p>
        ))}
        <button type="button" className="ax-text-button ax-add" onClick={() => setMaking(true)}>
          <IconPlus size={12} aria-hidden="true" /> {t('secrets.new')}
        </button>
        {remove.error && <p className="ax-error-text">{remove.error.message}</p>}
        {isMaking && (
          <SecretDialog
            host={host}
            onClose={() => setMaking(false)}
            onMade={({ name }) => {
              setMaking(false)
              onUse(name)
            }}
          />
        )}
      </div>
    </PropRow>
  )
}

function useFlowSecrets() {
  const path = `/api/projects/${useProjectSession().projectId}/flow-secrets`
  const queries = useQueryClient()
  const onSuccess = (): Promise<void> => queries.invalidateQueries({ queryKey: [path] })
  return {
    list: useQuery({
      queryKey: [path],
      queryFn: async () => (await api.get<{ data: FlowSecret[] }>(path)).data,
    }),
    put: useMutation({
      mutationFn: (input: { name: string; host: string; value: string }) => api.post<FlowSecret>(path, input),
      onSuccess,
    }),
    remove: useMutation({ mutationFn: (name: string) => api.delete(`${path}/${name}`), onSuccess }),
  }
}

interface DialogProps {
  host: string
  onMade: (secret: FlowSecret) => void
  onClose: () => void
}

function SecretDialog({ host: called, onMade, onClose }: DialogProps): ReactNode {
  const { put } = useFlowSecrets()
  const [name, setName] = useState('')
  const [host, setHost] = useState(called)
  const [value, setValue] = useState('')
  return (
    <Modal opened onClose={onClose} title={t('secrets.new')}>
      <form
        className="ax-row-form"
        onSubmit={(event) => {
          event.preventDefault()
          put.mutate({ name, host: host.trim().toLowerCase(), value }, { onSuccess: onMade })
        }}
      >
        <p className="ax-muted">{t('secrets.lead')}</p>
        {put.error && (
          <p className="ax-note" data-tone="danger" role="alert">
            {put.error.message}
          </p>
        )}
        <TextInput
          label={t('secrets.name')}
          placeholder={t('secrets.nameExample')}
          value={name}
          maxLength={40}
          required
          data-autofocus
          onChange={(event) => setName(event.currentTarget.value.replaceAll(/\W/g, '_'))}
        />
        <TextInput
          label={t('secrets.host')}
          placeholder={t('secrets.hostExample')}
          value={host}
          maxLength={255}
          required
          onChange={(event) => setHost(event.currentTarget.value)}
        />
        <PasswordInput
          label={t('secrets.value')}
          autoComplete="off"
          value={value}
          minLength={8}
          maxLength={4_000}
          required
          onChange={(event) => setValue(event.currentTarget.value)}
        />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={put.isPending}>
            {t('secrets.keep')}
          </Button>
        </Group>
      </form>
    </Modal>
  )
}

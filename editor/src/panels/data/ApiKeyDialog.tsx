import type { ApiKey } from '@axiom/shared/contracts/apiKeys'
import type { ModelView } from '@axiom/shared/document/views'
import { Button, Checkbox, Group, Modal, NativeSelect, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'

import { api } from '../../api/client.ts'
import { t } from '../../texts/t.ts'

interface Props {
  /** The collection that is looked at. */
  model: ModelView
  base: string
  onMade: (key: ApiKey) => void
  onClose: () => void
}

const DAYS = ['30', '90', '365', ''] as const

/** A new key: as little as it needs is the default. */
export function ApiKeyDialog({ model, base, onMade, onClose }: Props): ReactNode {
  const [name, setName] = useState('')
  const [target, setTarget] = useState(model.id)
  const [may, setMay] = useState({ read: true, write: false, collaborate: false })
  const [days, setDays] = useState<string>('90')
  const scopes = [
    ...(may.read ? [`read:${target}`] : []),
    ...(may.write ? [`write:${target}`] : []),
    ...(may.collaborate ? ['collaborate'] : []),
  ]
  const create = useMutation({
    mutationFn: () => api.post<ApiKey>(base, { name, scopes, expiresInDays: days === '' ? null : Number(days) }),
    onSuccess: onMade,
  })
  const choice = (key: keyof typeof may): ReactNode => (
    <Checkbox
      label={t(`keys.may.${key}`)}
      checked={may[key]}
      onChange={(event) => {
        const { checked } = event.currentTarget
        setMay((before) => ({ ...before, [key]: checked }))
      }}
    />
  )
  return (
    <Modal opened onClose={onClose} title={t('keys.newTitle')}>
      <form
        className="ax-row-form"
        onSubmit={(event) => {
          event.preventDefault()
          create.mutate()
        }}
      >
        {create.error && (
          <p className="ax-note" data-tone="danger" role="alert">
            {create.error.message}
          </p>
        )}
        <TextInput
          label={t('keys.name')}
          placeholder={t('keys.nameHint')}
          value={name}
          maxLength={80}
          required
          data-autofocus
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('keys.collections')}
          value={target}
          data={[
            { value: model.id, label: t('keys.only', { name: model.label }) },
            { value: '*', label: t('keys.allCollections') },
          ]}
          onChange={(event) => setTarget(event.currentTarget.value)}
        />
        {choice('read')}
        {choice('write')}
        {choice('collaborate')}
        <NativeSelect
          label={t('keys.ends')}
          value={days}
          data={DAYS.map((value) => ({ value, label: t(value === '' ? 'keys.never' : 'keys.days', { count: value }) }))}
          onChange={(event) => setDays(event.currentTarget.value)}
        />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={create.isPending} disabled={name.trim() === '' || scopes.length === 0}>
            {t('keys.create')}
          </Button>
        </Group>
      </form>
    </Modal>
  )
}

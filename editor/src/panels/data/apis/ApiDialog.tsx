import { AUDIENCES, isAudience } from '@axiom/shared/access/audience'
import type { ApiInput, ProjectApi } from '@axiom/shared/contracts/apis'
import { RECORD_OPERATIONS } from '@axiom/shared/document/parseModels'
import { Button, Group, Modal, MultiSelect, NativeSelect, NumberInput, Stack, Textarea, TextInput } from '@mantine/core'
import { useState, type FormEvent, type ReactNode } from 'react'

import { ApiError } from '../../../api/client.ts'
import { t } from '../../../texts/t.ts'
import { type ApiSubject, methodsFor, startOf } from './subject.ts'

interface Props {
  subject: ApiSubject
  /** Null: a new one. */
  api: ProjectApi | null
  onSave: (input: ApiInput) => Promise<unknown>
  onClose: () => void
}

/** An endpoint as a form; what the server refuses is said at its field. */
export function ApiDialog({ subject, api, onSave, onClose }: Props): ReactNode {
  const [input, setInput] = useState<ApiInput>(() => startOf(subject, api))
  const [error, setError] = useState<ApiError | null>(null)
  const [busy, setBusy] = useState(false)
  const handleSubmit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    try {
      await onSave(input)
      onClose()
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure
      setError(failure)
      setBusy(false)
    }
  }
  const fields: FieldsProps = {
    subject,
    input,
    set: (change) => setInput((old) => ({ ...old, ...change })),
    errorAt: (name) => error?.errors.find(({ path }) => path.split('/')[0] === name)?.message,
  }
  return (
    <Modal opened onClose={onClose} title={t(api === null ? 'apis.add' : 'apis.edit')}>
      <form noValidate onSubmit={(event) => void handleSubmit(event)}>
        {error !== null && (
          <p className="ax-note" data-tone="danger" role="alert">
            {error.errors.length > 0 ? t('data.invalid') : error.message}
          </p>
        )}
        <Stack gap="sm">
          <Address {...fields} />
          <Answer {...fields} />
        </Stack>
        <Group justify="flex-end" gap="sm" mt="lg">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={busy}>
            {t('data.save')}
          </Button>
        </Group>
      </form>
    </Modal>
  )
}

interface FieldsProps {
  subject: ApiSubject
  input: ApiInput
  set: (change: Partial<ApiInput>) => void
  errorAt: (name: keyof ApiInput) => string | undefined
}

const METHOD_OF = { list: 'GET', read: 'GET', create: 'POST', update: 'PATCH', delete: 'DELETE' } as const

function Address({ subject, input, set, errorAt }: FieldsProps): ReactNode {
  const methods = methodsFor(subject, input)
  return (
    <>
      <TextInput
        label={t('projects.name')}
        value={input.name}
        maxLength={80}
        error={errorAt('name')}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      {subject.kind === 'model' && (
        <NativeSelect
          label={t('apis.operation')}
          value={input.operation}
          data={RECORD_OPERATIONS.map((value) => ({ value, label: t(`rule.${value}`) }))}
          onChange={(event) => {
            const operation = RECORD_OPERATIONS.find((one) => one === event.currentTarget.value) ?? 'list'
            set({ operation, method: METHOD_OF[operation] })
          }}
        />
      )}
      <Group gap="sm" grow align="flex-start">
        <NativeSelect
          label={t('apis.method')}
          value={input.method}
          data={[...methods]}
          error={errorAt('method')}
          onChange={(event) =>
            set({ method: methods.find((one) => one === event.currentTarget.value) ?? input.method })
          }
        />
        <TextInput
          label={t('apis.path')}
          value={input.path}
          maxLength={200}
          error={errorAt('path')}
          onChange={(event) => set({ path: event.currentTarget.value.trim() })}
        />
      </Group>
      <p className="ax-muted">{t(`apis.pathHint.${subject.kind}`)}</p>
    </>
  )
}

function Answer({ subject, input, set, errorAt }: FieldsProps): ReactNode {
  return (
    <>
      <NativeSelect
        label={t('apis.auth')}
        value={input.auth}
        data={AUDIENCES.filter((value) => value !== 'own' || subject.kind === 'model').map((value) => ({
          value,
          label: t(`audience.${value}` as 'audience.public'),
        }))}
        error={errorAt('auth')}
        onChange={(event) => isAudience(event.currentTarget.value) && set({ auth: event.currentTarget.value })}
      />
      {subject.kind === 'model' && (
        <MultiSelect<string>
          label={t('apis.fields')}
          {...(input.fields === null ? { placeholder: t('apis.allFields') } : {})}
          value={input.fields ?? []}
          data={subject.model.fields.map(({ name, label }) => ({ value: name, label }))}
          error={errorAt('fields')}
          onChange={(fields) => set({ fields: fields.length > 0 ? fields : null })}
        />
      )}
      <Textarea
        label={t('apis.transform')}
        description={t('apis.transformHint')}
        rows={2}
        value={input.transform}
        maxLength={4_000}
        error={errorAt('transform')}
        onChange={(event) => set({ transform: event.currentTarget.value })}
      />
      {input.method === 'GET' && (
        <NumberInput
          label={t('apis.cacheTtl')}
          min={0}
          max={3_600}
          allowDecimal={false}
          value={input.cacheTtl}
          error={errorAt('cacheTtl')}
          onChange={(next) => set({ cacheTtl: typeof next === 'number' ? next : 0 })}
        />
      )}
    </>
  )
}

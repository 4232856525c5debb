import type { FieldView, ModelView } from '@axiom/shared/document/views'
import type { Json } from '@axiom/shared/json'
import { isFilledIn } from '@axiom/shared/model/relations'
import { Button, Group, Modal } from '@mantine/core'
import { useState, type FormEvent, type ReactNode } from 'react'

import { ApiError } from '../../api/client.ts'
import { t } from '../../texts/t.ts'
import { RowInput } from './RowInput.tsx'
import type { Row } from './useRows.ts'

interface Props {
  model: ModelView
  /** Null: a new one. */
  row: Row | null
  onSave: (values: Record<string, Json>) => Promise<unknown>
  onClose: () => void
}

/** One record as a form; what the server refuses is said at its field. */
export function RowDialog({ model, row, onSave, onClose }: Props): ReactNode {
  const [values, setValues] = useState<Record<string, Json>>(() => startOf(model, row))
  const [error, setError] = useState<ApiError | null>(null)
  const [busy, setBusy] = useState(false)
  const handleSubmit = async (event: FormEvent): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    try {
      await onSave(changed(model, row, values))
      onClose()
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure
      setError(failure)
      setBusy(false)
    }
  }
  const errorAt = ({ name }: FieldView): string | null =>
    sentence(error?.errors.find(({ path }) => path.split('/')[0] === name)?.message)
  return (
    <Modal opened onClose={onClose} title={t(row === null ? 'data.addRow' : 'data.editRowTitle')}>
      <form noValidate onSubmit={(event) => void handleSubmit(event)}>
        {error !== null && (
          <p className="ax-note" data-tone="danger" role="alert">
            {error.errors.length > 0 ? t('data.invalid') : error.message}
          </p>
        )}
        <div className="ax-row-form">
          {model.fields
            .filter((field) => !isFilledIn(field))
            .map((field) => (
              <RowInput
                key={field.id}
                field={field}
                value={values[field.name] ?? null}
                error={errorAt(field)}
                onChange={(value) => setValues((before) => ({ ...before, [field.name]: value }))}
              />
            ))}
        </div>
        <Group justify="flex-end" gap="sm" mt="lg">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={busy}>
            {t(row === null ? 'data.add' : 'data.save')}
          </Button>
        </Group>
      </form>
    </Modal>
  )
}

/** The API says what follows a field's name; here it stands alone. */
const sentence = (message: string | undefined): string | null =>
  message === undefined ? null : `${message.charAt(0).toUpperCase()}${message.slice(1)}.`.replace('..', '.')

function startOf(model: ModelView, row: Row | null): Record<string, Json> {
  return Object.fromEntries(
    model.fields.map(({ name, constraints }) => [
      name,
      row === null ? (constraints.default ?? null) : (row[name] ?? null),
    ]),
  )
}

/** Of a record only what was changed, so that two people may change two fields; of a new one what was filled in. */
function changed(model: ModelView, row: Row | null, values: Record<string, Json>): Record<string, Json> {
  const isNew = ({ name }: FieldView): boolean =>
    row === null ? (values[name] ?? null) !== null : JSON.stringify(values[name]) !== JSON.stringify(row[name] ?? null)
  const sent = model.fields.filter((field) => !isFilledIn(field))
  return Object.fromEntries(sent.filter(isNew).map(({ name }) => [name, values[name] ?? null]))
}

import { ACTION_LABELS, type Action } from '@axiom/shared/widgets/actions'
import { IconArrowUp, IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { useModels, useScreens } from '../../document/hooks.ts'
import { t } from '../../texts/t.ts'
import { ChoiceField, DraftField } from '../../ui/Field.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { PropRow } from '../../ui/Panel.tsx'
import { Switch } from '../../ui/Segments.tsx'

interface Props {
  action: Action
  onChange: (action: Action) => void
  onRemove: () => void
  onMoveUp: (() => void) | null
}

/** One action with the few things that it needs to know. */
export function ActionForm({ action, onChange, onRemove, onMoveUp }: Props): ReactNode {
  const name = ACTION_LABELS[action.kind]
  return (
    <div className="ax-action-form" role="group" aria-label={name}>
      <div className="ax-row">
        <span className="ax-medium ax-grow">{name}</span>
        {onMoveUp && (
          <IconButton label={t('inspector.up', { name })} size="xs" onClick={onMoveUp}>
            <IconArrowUp size={12} />
          </IconButton>
        )}
        <IconButton label={t('inspector.remove', { name })} size="xs" onClick={onRemove}>
          <IconX size={12} />
        </IconButton>
      </div>
      <div className="ax-stack8">
        <Fields action={action} onChange={onChange} />
      </div>
    </div>
  )
}

function Fields({ action, onChange }: Pick<Props, 'action' | 'onChange'>): ReactNode {
  switch (action.kind) {
    case 'navigate':
      return <ScreenField value={action.screenId} onChange={(screenId) => onChange({ ...action, screenId })} />
    case 'openUrl':
      return (
        <>
          <TextField
            label={t('inspector.address')}
            value={action.url}
            onCommit={(url) => onChange({ ...action, url })}
          />
          <PropRow label={t('inspector.newTab')}>
            <Switch
              label={t('inspector.newTab')}
              checked={action.newTab}
              onChange={(newTab) => onChange({ ...action, newTab })}
            />
          </PropRow>
        </>
      )
    case 'notify':
      return (
        <>
          <TextField
            label={t('inspector.message')}
            value={action.message}
            onCommit={(message) => onChange({ ...action, message })}
          />
          <PropRow label={t('inspector.tone')}>
            <ChoiceField
              label={t('inspector.tone')}
              value={action.tone}
              choices={(['info', 'success', 'danger'] as const).map((value) => ({
                value,
                label: t(`inspector.tone.${value}`),
              }))}
              onChange={(tone) =>
                onChange({ ...action, tone: tone === 'success' || tone === 'danger' ? tone : 'info' })
              }
            />
          </PropRow>
        </>
      )
    case 'setState':
      return (
        <>
          <TextField
            label={t('inspector.stateName')}
            value={action.name}
            onCommit={(name) => /^[A-Za-z][A-Za-z0-9_]{0,39}$/.test(name) && onChange({ ...action, name })}
          />
          <TextField
            label={t('inspector.value')}
            value={action.value}
            mono
            onCommit={(value) => onChange({ ...action, value })}
          />
        </>
      )
    case 'refresh':
      return (
        <ModelField
          value={action.modelId ?? ''}
          none={t('inspector.allData')}
          onChange={(modelId) => onChange({ ...action, modelId: modelId === '' ? null : modelId })}
        />
      )
    case 'deleteRecord':
    case 'createRecord':
    case 'updateRecord':
      return <RecordFields action={action} onChange={onChange} />
  }
}

type RecordAction = Extract<Action, { modelId: string }>

function RecordFields({ action, onChange }: { action: RecordAction; onChange: (action: Action) => void }): ReactNode {
  const model = useModels().find(({ id }) => id === action.modelId)
  return (
    <>
      <ModelField value={action.modelId} onChange={(modelId) => onChange({ ...action, modelId })} />
      {action.kind !== 'createRecord' && (
        <TextField
          label={t('inspector.record')}
          value={action.recordId}
          mono
          onCommit={(recordId) => onChange({ ...action, recordId })}
        />
      )}
      {action.kind !== 'deleteRecord' &&
        model?.fields.map(({ id, label }) => (
          <TextField
            key={id}
            label={label}
            value={action.values[id] ?? ''}
            mono
            onCommit={(value) => {
              const { [id]: _old, ...others } = action.values
              onChange({ ...action, values: value === '' ? others : { ...others, [id]: value } })
            }}
          />
        ))}
    </>
  )
}

interface TextProps {
  label: string
  value: string
  mono?: boolean
  onCommit: (value: string) => void
}

function TextField({ label, value, mono = false, onCommit }: TextProps): ReactNode {
  return (
    <PropRow label={label}>
      <DraftField
        label={label}
        value={value}
        mono={mono}
        placeholder={mono ? t('inspector.expression') : ''}
        onCommit={onCommit}
      />
    </PropRow>
  )
}

function ScreenField({ value, onChange }: { value: string; onChange: (id: string) => void }): ReactNode {
  const screens = useScreens().map(({ id, name }) => ({ value: id, label: name }))
  const isGone = !screens.some((screen) => screen.value === value)
  return (
    <PropRow label={t('inspector.screen')}>
      <ChoiceField
        label={t('inspector.screen')}
        value={value}
        choices={isGone ? [{ value, label: t('inspector.gone') }, ...screens] : screens}
        onChange={onChange}
      />
    </PropRow>
  )
}

function ModelField({
  value,
  none,
  onChange,
}: {
  value: string
  none?: string
  onChange: (id: string) => void
}): ReactNode {
  const models = useModels().map(({ id, label }) => ({ value: id, label }))
  const isGone = value !== '' && !models.some((model) => model.value === value)
  return (
    <PropRow label={t('inspector.model')}>
      <ChoiceField
        label={t('inspector.model')}
        value={value}
        choices={[
          ...(none === undefined ? [] : [{ value: '', label: none }]),
          ...(isGone ? [{ value, label: t('inspector.gone') }] : []),
          ...models,
        ]}
        onChange={onChange}
      />
    </PropRow>
  )
}

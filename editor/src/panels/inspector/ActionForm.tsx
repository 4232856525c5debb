import { readLiteral } from '@axiom/shared/expressions/path'
import { paramNames } from '@axiom/shared/model/routes'
import { STATE_NAME, type Action, type ActionText } from '@axiom/shared/widgets/actions'
import { IconArrowUp, IconX } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'

import { useScreens } from '../../document/hooks.ts'
import { t } from '../../texts/t.ts'
import { ChoiceField, DraftField } from '../../ui/Field.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { PropRow } from '../../ui/Panel.tsx'
import { Switch } from '../../ui/Segments.tsx'
import type { EventReads } from './eventReads.ts'
import { QueryFields } from './QueryFields.tsx'
import { ModelField, RecordFields } from './RecordFields.tsx'
import { ValueField } from './ValueField.tsx'

interface Props {
  action: Action
  reads: EventReads
  onChange: (action: Action) => void
  onRemove: () => void
  onMoveUp: (() => void) | null
}

/** One action with the few things that it needs to know. */
export function ActionForm({ action, reads, onChange, onRemove, onMoveUp }: Props): ReactNode {
  const name = t(`action.${action.kind}`)
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
        <Fields action={action} reads={reads} onChange={onChange} />
      </div>
    </div>
  )
}

function Fields({ action, reads, onChange }: Pick<Props, 'action' | 'reads' | 'onChange'>): ReactNode {
  switch (action.kind) {
    case 'navigate':
      return <NavigateFields action={action} onChange={onChange} />
    case 'openUrl':
      return (
        <>
          <TextField
            label={t('inspector.address')}
            text={action.url}
            onChange={(url) => onChange({ ...action, url })}
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
      return <NotifyFields action={action} onChange={onChange} />
    case 'setState':
      return (
        <>
          <StateNameField name={action.name} onChange={(name) => onChange({ ...action, name })} />
          <ValueField
            label={t('inspector.value')}
            source={action.value}
            onCommit={(value) => onChange({ ...action, value: value === '' ? '""' : value })}
          />
        </>
      )
    case 'runQuery':
      return (
        <>
          <QueryFields action={action} onChange={onChange} />
          <StateNameField name={action.into} onChange={(into) => onChange({ ...action, into })} />
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
    case 'signIn':
    case 'signOut':
      return <p className="ax-muted">{t(`inspector.${action.kind}`)}</p>
    case 'deleteRecord':
    case 'createRecord':
    case 'updateRecord':
      return <RecordFields action={action} reads={reads} onChange={onChange} />
  }
}

interface FieldsOf<Kind extends Action['kind']> {
  action: Extract<Action, { kind: Kind }>
  onChange: (action: Action) => void
}

/** The screen, and a value for each parameter of its address. */
function NavigateFields({ action, onChange }: FieldsOf<'navigate'>): ReactNode {
  const screens = useScreens()
  const screen = screens.find(({ id }) => id === action.screenId)
  const choices = screens.map(({ id, name }) => ({ value: id, label: name }))
  return (
    <>
      <PropRow label={t('inspector.screen')}>
        <ChoiceField
          label={t('inspector.screen')}
          value={action.screenId}
          choices={screen ? choices : [{ value: action.screenId, label: t('inspector.gone') }, ...choices]}
          onChange={(screenId) => onChange({ ...action, screenId })}
        />
      </PropRow>
      {paramNames(screen?.route ?? '').map((name) => (
        <ValueField
          key={name}
          label={`:${name}`}
          source={action.params[name] ?? ''}
          onCommit={(source) => {
            const { [name]: _old, ...others } = action.params
            onChange({ ...action, params: source === '' ? others : { ...others, [name]: source } })
          }}
        />
      ))}
    </>
  )
}

const TONES = ['info', 'success', 'danger'] as const

function NotifyFields({ action, onChange }: FieldsOf<'notify'>): ReactNode {
  return (
    <>
      <TextField
        label={t('inspector.message')}
        text={action.message}
        onChange={(message) => onChange({ ...action, message })}
      />
      <PropRow label={t('inspector.tone')}>
        <ChoiceField
          label={t('inspector.tone')}
          value={action.tone}
          choices={TONES.map((value) => ({ value, label: t(`inspector.tone.${value}`) }))}
          onChange={(next) => onChange({ ...action, tone: TONES.find((tone) => tone === next) ?? 'info' })}
        />
      </PropRow>
    </>
  )
}

interface TextFieldProps {
  label: string
  text: ActionText
  onChange: (text: ActionText) => void
}

/** A text that may also be worked out. */
function TextField({ label, text, onChange }: TextFieldProps): ReactNode {
  return (
    <ValueField
      label={label}
      source={typeof text === 'string' ? JSON.stringify(text) : text.expression}
      onCommit={(source) => {
        const fixed = source === '' ? '' : readLiteral(source)
        onChange(typeof fixed === 'string' ? fixed : { expression: source })
      }}
    />
  )
}

interface StateNameProps {
  name: string
  onChange: (name: string) => void
}

function StateNameField({ name, onChange }: StateNameProps): ReactNode {
  const [isRefused, setRefused] = useState(false)
  const label = t('inspector.stateName')
  return (
    <PropRow label={label} tall={isRefused}>
      <div className="ax-binding">
        <DraftField
          label={label}
          value={name}
          maxLength={40}
          mono
          error={isRefused}
          onCommit={(next) => {
            const isName = STATE_NAME.test(next)
            setRefused(!isName)
            if (isName) onChange(next)
          }}
        />
        {isRefused && (
          <p className="ax-binding-result" data-error role="status">
            <i aria-hidden="true" />
            <span>{t('inspector.stateNameWrong')}</span>
          </p>
        )}
      </div>
    </PropRow>
  )
}

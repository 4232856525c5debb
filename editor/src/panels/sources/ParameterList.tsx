import { PARAMETER_TYPES, type QueryParameter } from '@axiom/shared/contracts/dataSources'
import type { QueryView } from '@axiom/shared/document/views'
import { findPlaceholders } from '@axiom/shared/queries/placeholders'
import { Button } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { useEditorState } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'
import { ChoiceField, DraftField } from '../../ui/Field.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { fromText, toText } from './parameterText.ts'
import { useChange } from './useChange.ts'

interface Props {
  query: QueryView
  /** What this person runs it with. */
  values: Readonly<Record<string, string>>
  onValue: (name: string, value: string) => void
}

const NAME = /^[A-Za-z][A-Za-z0-9_]{0,39}$/

/** What a query is given: names, types, and values to try it with. */
export function ParameterList({ query, values, onValue }: Props): ReactNode {
  const isReadOnly = useEditorState((state) => state.readOnly)
  const change = useChange(query)
  const known = new Set(query.parameters.map(({ name }) => name))
  const missing = new Set(findPlaceholders(query.request).flatMap(({ name }) => (known.has(name) ? [] : [name])))
  const add = (name: string): void => change({ parameters: { [name]: { type: 'text', required: false } } })
  return (
    <section className="ax-parameters" aria-label={t('query.parameters')}>
      <h3>{t('query.parameters')}</h3>
      {query.parameters.length === 0 && missing.size === 0 && <p className="ax-muted">{t('query.noParameters')}</p>}
      <ul>
        {query.parameters.map((parameter) => (
          <ParameterRow
            key={parameter.name}
            parameter={parameter}
            value={values[parameter.name] ?? ''}
            isReadOnly={isReadOnly}
            onValue={(value) => onValue(parameter.name, value)}
            onChange={(next) => change({ parameters: { [parameter.name]: next } })}
          />
        ))}
      </ul>
      {!isReadOnly && (
        <div className="ax-source-actions">
          {[...missing].map((name) => (
            <Button key={name} size="compact-xs" variant="light" onClick={() => add(name)}>
              {t('query.addNamed', { name })}
            </Button>
          ))}
          <DraftField
            label={t('query.addParameter')}
            placeholder={t('query.addParameter')}
            value=""
            mono
            maxLength={40}
            onCommit={(name) => NAME.test(name) && !known.has(name) && add(name)}
          />
        </div>
      )}
    </section>
  )
}

interface RowProps {
  parameter: QueryParameter
  value: string
  isReadOnly: boolean
  onValue: (value: string) => void
  onChange: (next: Omit<QueryParameter, 'name'> | undefined) => void
}

function ParameterRow({ parameter: { name, ...rest }, value, isReadOnly, onValue, onChange }: RowProps): ReactNode {
  return (
    <li>
      <code className="ax-mono ax-cut" title={name}>
        {name}
      </code>
      <ChoiceField
        label={t('query.parameterType', { name })}
        value={rest.type}
        disabled={isReadOnly}
        choices={PARAMETER_TYPES.map((type) => ({ value: type, label: t(`query.type.${type}`) }))}
        onChange={(next) => {
          const type = PARAMETER_TYPES.find((each) => each === next)
          if (type) onChange({ type, required: rest.required })
        }}
      />
      <label className="ax-parameter-required">
        <input
          type="checkbox"
          aria-label={t('query.parameterRequired', { name })}
          checked={rest.required}
          disabled={isReadOnly}
          onChange={(event) => onChange({ ...rest, required: event.currentTarget.checked })}
        />
        {t('query.required')}
      </label>
      {!isReadOnly && (
        <IconButton label={t('query.removeParameter', { name })} size="xs" onClick={() => onChange(undefined)}>
          <IconX size={12} />
        </IconButton>
      )}
      <div className="ax-parameter-texts">
        <span className="ax-meta" aria-hidden="true">
          {t('query.default')}
        </span>
        <DraftField
          label={t('query.parameterDefault', { name })}
          value={toText(rest.default)}
          disabled={isReadOnly}
          maxLength={400}
          onCommit={(text) => {
            const { default: _before, ...others } = rest
            onChange(text === '' ? others : { ...others, default: fromText(rest.type, text) })
          }}
        />
        <span className="ax-meta" aria-hidden="true">
          {t('query.thisRun')}
        </span>
        <span className="ax-field">
          <input
            aria-label={t('query.parameterValue', { name })}
            placeholder={toText(rest.default) || (rest.type === 'list' ? t('query.listHint') : '')}
            value={value}
            onChange={(event) => onValue(event.currentTarget.value)}
          />
        </span>
      </div>
    </li>
  )
}

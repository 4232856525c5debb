import type { Action } from '@axiom/shared/widgets/actions'
import type { ReactNode } from 'react'

import { useQueries } from '../../document/hooks.ts'
import { t } from '../../texts/t.ts'
import { ChoiceField } from '../../ui/Field.tsx'
import { PropRow } from '../../ui/Panel.tsx'
import { ValueField } from './ValueField.tsx'

interface Props {
  action: Extract<Action, { kind: 'runQuery' }>
  onChange: (action: Action) => void
}

/** Which query an action runs, and with what; parameters without a value are those of the address and of state. */
export function QueryFields({ action, onChange }: Props): ReactNode {
  const queries = useQueries()
  const query = queries.find(({ id }) => id === action.queryId)
  const choices = queries.map(({ id, name }) => ({ value: id, label: name }))
  return (
    <>
      <PropRow label={t('inspector.query')}>
        <ChoiceField
          label={t('inspector.query')}
          value={action.queryId}
          choices={query ? choices : [{ value: action.queryId, label: t('inspector.gone') }, ...choices]}
          onChange={(queryId) => onChange({ ...action, queryId, values: {} })}
        />
      </PropRow>
      {query?.parameters.map(({ name }) => (
        <ValueField
          key={name}
          label={name}
          source={action.values[name] ?? ''}
          onCommit={(source) => {
            const { [name]: _old, ...others } = action.values
            onChange({ ...action, values: source === '' ? others : { ...others, [name]: source } })
          }}
        />
      ))}
    </>
  )
}

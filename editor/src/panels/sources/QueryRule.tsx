import { AUDIENCES } from '@axiom/shared/document/parseModels'
import type { QueryView } from '@axiom/shared/document/views'
import type { ReactNode } from 'react'

import { t } from '../../texts/t.ts'
import { ChoiceField } from '../../ui/Field.tsx'
import { PropRow } from '../../ui/Panel.tsx'
import { useChange } from './useChange.ts'

/** Who may run the query. Members until somebody opens it. */
export function QueryRule({ query }: { query: QueryView }): ReactNode {
  const change = useChange(query)
  return (
    <PropRow label={t('query.mayRun')}>
      <ChoiceField
        label={t('query.mayRun')}
        value={query.run}
        choices={AUDIENCES.map((value) => ({ value, label: t(`audience.${value}`) }))}
        onChange={(next) => {
          const run = AUDIENCES.find((each) => each === next)
          if (run) change({ run })
        }}
      />
    </PropRow>
  )
}

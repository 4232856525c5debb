import { isAudience } from '@axiom/shared/access/audience'
import type { QueryView } from '@axiom/shared/document/views'
import type { ReactNode } from 'react'

import { useAppRoles } from '../../api/appUsers.ts'
import { useProjectSession } from '../../document/hooks.ts'
import { useEditorState } from '../../session/editorState.ts'
import { audienceChoices } from '../../texts/audiences.ts'
import { t } from '../../texts/t.ts'
import { ChoiceField } from '../../ui/Field.tsx'
import { PropRow } from '../../ui/Panel.tsx'
import { useChange } from './useChange.ts'

/** Who may run the query. Members until somebody opens it. */
export function QueryRule({ query }: { query: QueryView }): ReactNode {
  const change = useChange(query)
  const isReadOnly = useEditorState((state) => state.readOnly)
  const roles = useAppRoles(useProjectSession().projectId, !isReadOnly)
  return (
    <PropRow label={t('query.mayRun')}>
      <ChoiceField
        label={t('query.mayRun')}
        value={query.run}
        // Nobody owns an answer.
        choices={audienceChoices(roles, query.run).filter(({ value }) => value !== 'own')}
        onChange={(run) => isAudience(run) && change({ run })}
      />
    </PropRow>
  )
}

import { isAudience } from '@axiom/shared/access/audience'
import { setModelRule } from '@axiom/shared/document/operations/setModelRule'
import { RECORD_OPERATIONS } from '@axiom/shared/document/parseModels'
import type { ModelView } from '@axiom/shared/document/views'
import type { ReactNode } from 'react'

import { useAppRoles } from '../../api/appUsers.ts'
import { useEdit, useProjectSession } from '../../document/hooks.ts'
import { useEditorState } from '../../session/editorState.ts'
import { audienceChoices } from '../../texts/audiences.ts'
import { t } from '../../texts/t.ts'
import { ChoiceField } from '../../ui/Field.tsx'
import { PropRow } from '../../ui/Panel.tsx'

/** Who may do what with the records. Closed until somebody opens it. */
export function RulesTab({ model }: { model: ModelView }): ReactNode {
  const edit = useEdit()
  const isReadOnly = useEditorState((state) => state.readOnly)
  const roles = useAppRoles(useProjectSession().projectId, !isReadOnly)
  return (
    <fieldset className="ax-dock-body ax-rules" disabled={isReadOnly}>
      <legend className="ax-hidden">{t('data.rules')}</legend>
      <p className="ax-muted">{t('data.rulesLead')}</p>
      <div className="ax-stack8">
        {RECORD_OPERATIONS.map((operation) => (
          <PropRow key={operation} label={t(`rule.${operation}`)}>
            <ChoiceField
              label={t(`rule.${operation}`)}
              value={model.rules[operation]}
              choices={audienceChoices(roles, model.rules[operation])}
              onChange={(next) => {
                if (!isAudience(next)) return
                edit(t('data.setRule', { name: model.label }), (doc, origin) =>
                  setModelRule(doc, { id: model.id, operation, audience: next }, origin),
                )
              }}
            />
          </PropRow>
        ))}
      </div>
    </fieldset>
  )
}

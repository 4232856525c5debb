import type { Environment } from '@axiom/shared/contracts/publishing'
import type { TriedAs } from '@axiom/shared/contracts/rules'
import { RECORD_OPERATIONS } from '@axiom/shared/document/parseModels'
import type { ModelView } from '@axiom/shared/document/views'
import { compileModels } from '@axiom/shared/model/compile'
import { useMemo, useState, type ReactNode } from 'react'

import { useAppRoles } from '../../../api/appUsers.ts'
import { useModels, useProjectSession } from '../../../document/hooks.ts'
import { useEditorState } from '../../../session/editorState.ts'
import { t } from '../../../texts/t.ts'
import { FieldRules } from './FieldRules.tsx'
import { ProofRule } from './ProofRule.tsx'
import { RuleRow } from './RuleRow.tsx'
import { TriedAsField } from './TriedAsField.tsx'

/** Who may do what with which records. Closed until somebody opens it. */
export function RulesTab({ model, env }: { model: ModelView; env: Environment }): ReactNode {
  const models = useModels()
  const compiled = useMemo(() => compileModels(models).models.get(model.name), [models, model.name])
  const isReadOnly = useEditorState((state) => state.readOnly)
  const roles = useAppRoles(useProjectSession().projectId, !isReadOnly)
  const [as, setAs] = useState<TriedAs | null>(null)
  if (!compiled) return null
  return (
    <fieldset className="ax-dock-body ax-rules" disabled={isReadOnly}>
      <legend className="ax-hidden">{t('data.rules')}</legend>
      <div className="ax-rules-lead">
        <p className="ax-muted">{t('data.rulesLead')}</p>
        {!isReadOnly && <TriedAsField roles={roles} onChange={setAs} />}
      </div>
      <div className="ax-rules-list">
        {RECORD_OPERATIONS.map((operation) => (
          <RuleRow key={operation} operation={operation} compiled={compiled} roles={roles} tried={as && { as, env }} />
        ))}
      </div>
      <ProofRule model={compiled.model} />
      <FieldRules compiled={compiled} roles={roles} tried={as && { as, env }} />
    </fieldset>
  )
}

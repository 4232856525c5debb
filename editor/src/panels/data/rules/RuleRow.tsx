import { isAudience } from '@axiom/shared/access/audience'
import { setModelCondition, setModelRule } from '@axiom/shared/document/operations/setModelRule'
import type { RecordOperation } from '@axiom/shared/document/views'
import type { CompiledModel } from '@axiom/shared/model/compile'
import type { ReactNode } from 'react'

import { useEdit } from '../../../document/hooks.ts'
import { audienceChoices } from '../../../texts/audiences.ts'
import { t } from '../../../texts/t.ts'
import { ChoiceField } from '../../../ui/Field.tsx'
import { ConditionField } from './ConditionField.tsx'
import { sayRule } from './sayRule.ts'
import { useRecordsWhere } from './useRecordsWhere.ts'
import { type Tried, useRuleReach } from './useRuleReach.ts'

interface Props {
  operation: RecordOperation
  compiled: CompiledModel
  roles: readonly string[]
  tried: Tried | null
}

/** One rule: who, and if wanted which records; with how many rows it leaves to the one in whose place it is tried. */
export function RuleRow({ operation, compiled, roles, tried }: Props): ReactNode {
  const edit = useEdit()
  const { model } = compiled
  const where = useRecordsWhere(model.conditions?.[operation], compiled, (condition) =>
    edit(t('rules.setCondition', { name: model.label }), (doc, origin) =>
      setModelCondition(doc, { id: model.id, operation, condition }, origin),
    ),
  )
  const audience = model.rules[operation]
  const reach = useRuleReach(model.id, { operation, audience, condition: where.condition }, tried)
  return (
    <div className="ax-rule">
      <span className="ax-rule-name" aria-hidden="true">
        {t(`rule.${operation}`)}
      </span>
      <div className="ax-rule-who">
        <ChoiceField
          label={t(`rule.${operation}`)}
          value={audience}
          choices={audienceChoices(roles, audience)}
          onChange={(next) => {
            if (!isAudience(next)) return
            edit(t('data.setRule', { name: model.label }), (doc, origin) =>
              setModelRule(doc, { id: model.id, operation, audience: next }, origin),
            )
          }}
        />
        {reach !== null && (
          <span className="ax-badge ax-rule-reach" role="status">
            {reach}
          </span>
        )}
      </div>
      {where.isOpen ? (
        <ConditionField
          {...where.field}
          name={t('rules.condition', { operation: t(`rule.${operation}`) })}
          sentence={sayRule(model, operation, audience)}
        />
      ) : (
        <button type="button" className="ax-text-button ax-rule-add" onClick={where.open}>
          {t('rules.add')}
        </button>
      )}
    </div>
  )
}

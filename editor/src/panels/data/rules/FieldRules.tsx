import { isAudience } from '@axiom/shared/access/audience'
import { setFieldCondition, setFieldRule } from '@axiom/shared/document/operations/setFieldRule'
import type { FieldUse, FieldView } from '@axiom/shared/document/views'
import type { CompiledModel } from '@axiom/shared/model/compile'
import { isFilledIn } from '@axiom/shared/model/relations'
import { IconFilter } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { useEdit } from '../../../document/hooks.ts'
import { fieldAudienceChoices } from '../../../texts/audiences.ts'
import { t } from '../../../texts/t.ts'
import { ChoiceField } from '../../../ui/Field.tsx'
import { IconButton } from '../../../ui/IconButton.tsx'
import { ConditionField } from './ConditionField.tsx'
import { sayRule } from './sayRule.ts'
import { useRecordsWhere } from './useRecordsWhere.ts'
import { type Tried, useRuleReach } from './useRuleReach.ts'

interface Ruled {
  compiled: CompiledModel
  roles: readonly string[]
  tried: Tried | null
}

/** Who reads and writes single fields, and in which records, of those whom the rules above let in. */
export function FieldRules(ruled: Ruled): ReactNode {
  const { fields } = ruled.compiled.model
  if (fields.length === 0) return null
  return (
    <section className="ax-field-rules" aria-label={t('rules.fields')}>
      <h3>{t('rules.fields')}</h3>
      <p className="ax-muted">{t('rules.fieldsLead')}</p>
      {fields.map((field) => (
        <div key={field.id} className="ax-rule">
          <span className="ax-rule-name ax-cut" title={field.label}>
            {field.label}
          </span>
          <FieldRule {...ruled} field={field} access="read" />
          {isFilledIn(field) ? (
            <span className="ax-muted ax-rule-name">{t('rules.filledIn')}</span>
          ) : (
            <FieldRule {...ruled} field={field} access="write" />
          )}
        </div>
      ))}
    </section>
  )
}

interface FieldRuleProps extends Ruled {
  field: FieldView
  access: FieldUse
}

function FieldRule({ compiled, roles, tried, field, access }: FieldRuleProps): ReactNode {
  const edit = useEdit()
  const { model } = compiled
  const { id, label } = field
  const operation = access === 'read' ? 'read' : 'update'
  const current = field.access?.[access] ?? null
  const audience = current ?? model.rules[operation]
  const said = t('rules.setField', { name: label })
  const where = useRecordsWhere(field.access?.when?.[access], compiled, (condition) =>
    edit(said, (doc, origin) => setFieldCondition(doc, { id, access, condition }, origin)),
  )
  const { condition } = where
  const reach = useRuleReach(model.id, { operation, audience, condition }, condition === '' ? null : tried)
  return (
    <div className="ax-rule-who">
      <div className="ax-field-who">
        <ChoiceField
          label={t(`rules.${access}Of`, { name: label })}
          prefix={t(`rules.${access}`)}
          value={current ?? ''}
          choices={[{ value: '', label: t('rules.asModel') }, ...fieldAudienceChoices(roles, current)]}
          onChange={(next) =>
            edit(said, (doc, origin) =>
              setFieldRule(doc, { id, access, audience: isAudience(next) ? next : null }, origin),
            )
          }
        />
        {!where.isOpen && (
          <IconButton label={t(`rules.${access}Where`, { name: label })} onClick={where.open}>
            <IconFilter size={14} stroke={1.6} />
          </IconButton>
        )}
      </div>
      {reach !== null && (
        <span className="ax-badge ax-rule-reach" role="status">
          {reach}
        </span>
      )}
      {where.isOpen && (
        <ConditionField
          {...where.field}
          name={t(`rules.${access}Condition`, { name: label })}
          sentence={sayRule(model, operation, audience)}
        />
      )}
    </div>
  )
}

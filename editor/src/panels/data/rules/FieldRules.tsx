import { isAudience } from '@axiom/shared/access/audience'
import { setFieldRule, type SetFieldRule } from '@axiom/shared/document/operations/setFieldRule'
import type { FieldView, ModelView } from '@axiom/shared/document/views'
import { isFilledIn } from '@axiom/shared/model/relations'
import type { ReactNode } from 'react'

import { useEdit } from '../../../document/hooks.ts'
import { fieldAudienceChoices } from '../../../texts/audiences.ts'
import { t } from '../../../texts/t.ts'
import { ChoiceField } from '../../../ui/Field.tsx'

/** Who reads and writes single fields, of those whom the rules above let in. */
export function FieldRules({ model, roles }: { model: ModelView; roles: readonly string[] }): ReactNode {
  if (model.fields.length === 0) return null
  return (
    <section className="ax-field-rules" aria-label={t('rules.fields')}>
      <h3>{t('rules.fields')}</h3>
      <p className="ax-muted">{t('rules.fieldsLead')}</p>
      {model.fields.map((field) => (
        <div key={field.id} className="ax-rule">
          <span className="ax-rule-name ax-cut" title={field.label}>
            {field.label}
          </span>
          <FieldRule field={field} access="read" roles={roles} />
          {isFilledIn(field) ? (
            <span className="ax-muted ax-rule-name">{t('rules.filledIn')}</span>
          ) : (
            <FieldRule field={field} access="write" roles={roles} />
          )}
        </div>
      ))}
    </section>
  )
}

interface FieldRuleProps extends Pick<SetFieldRule, 'access'> {
  field: FieldView
  roles: readonly string[]
}

function FieldRule({ field, access, roles }: FieldRuleProps): ReactNode {
  const edit = useEdit()
  const current = field.access?.[access] ?? null
  return (
    <ChoiceField
      label={t(`rules.${access}Of`, { name: field.label })}
      prefix={t(`rules.${access}`)}
      value={current ?? ''}
      choices={[{ value: '', label: t('rules.asModel') }, ...fieldAudienceChoices(roles, current)]}
      onChange={(next) =>
        edit(t('rules.setField', { name: field.label }), (doc, origin) =>
          setFieldRule(doc, { id: field.id, access, audience: isAudience(next) ? next : null }, origin),
        )
      }
    />
  )
}

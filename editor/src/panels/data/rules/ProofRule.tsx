import { setModelProof } from '@axiom/shared/document/operations/setModelRule'
import type { ModelView } from '@axiom/shared/document/views'
import type { ReactNode } from 'react'

import { useEdit } from '../../../document/hooks.ts'
import { t } from '../../../texts/t.ts'
import { Switch } from '../../../ui/Segments.tsx'

/** Whether visitors prove, for each record that they make, that they are no flood. */
export function ProofRule({ model }: { model: ModelView }): ReactNode {
  const edit = useEdit()
  return (
    <div className="ax-rule ax-proof-rule">
      <span className="ax-rule-name" aria-hidden="true">
        {t('rules.proof')}
      </span>
      <Switch
        label={t('rules.proof')}
        checked={model.proof === true}
        onChange={(isAsked) =>
          edit(t('rules.setProof', { name: model.label }), (doc, origin) =>
            setModelProof(doc, { id: model.id, isAsked }, origin),
          )
        }
      />
      <p className="ax-muted">{t('rules.proofLead')}</p>
    </div>
  )
}

import { setModelProof } from '@axiom/shared/document/operations/setModelRule'
import { completeProps } from '@axiom/shared/widgets/registry'
import type { ReactNode } from 'react'

import { useEdit, useModels } from '../../document/hooks.ts'
import { t } from '../../texts/t.ts'
import { Switch } from '../../ui/Segments.tsx'
import type { ControlProps } from './controlProps.ts'

/** Whether robots are kept from a form. Where it saves to a model this is the model's own switch, for all that is sent to it. */
export function GuardControl({ nodes, field: { label }, value, onChange }: ControlProps): ReactNode {
  const models = useModels()
  const edit = useEdit()
  const chosen = new Set(nodes.map(({ type, props }) => completeProps(type, props)['model']))
  const guarded = models.filter(({ id }) => chosen.has(id))
  const name = guarded.map((model) => model.label).join(', ')
  const isOfModel = guarded.length > 0
  const ownValue = value.kind === 'same' && value.value === true
  const setModels = (isAsked: boolean): void =>
    edit(t('rules.setProof', { name }), (doc, origin) => {
      for (const { id } of guarded) setModelProof(doc, { id, isAsked }, origin)
    })
  return (
    <div className="ax-stack8 ax-guard">
      <Switch
        label={label}
        checked={isOfModel ? guarded.every(({ proof }) => proof === true) : ownValue}
        onChange={isOfModel ? setModels : onChange}
      />
      {isOfModel && <p className="ax-meta">{t('inspector.guardsModel', { name })}</p>}
    </div>
  )
}

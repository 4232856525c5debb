import type { NodeView } from '@axiom/shared/document/views'
import type { ReactNode } from 'react'

import { t } from '../../texts/t.ts'
import { DraftField } from '../../ui/Field.tsx'
import type { FieldPresence } from './useFieldPresence.ts'

interface Props {
  node: NodeView
  label: string
  expression: string
  onCommit: (expression: string) => void
  presence: FieldPresence
}

/** A property as an expression, with what comes out of it at the moment. */
export function BindingField({ label, expression, onCommit, presence }: Props): ReactNode {
  return (
    <div className="ax-binding">
      <DraftField
        label={t('inspector.expressionOf', { label })}
        value={expression}
        mono
        multiline
        maxLength={4000}
        placeholder={t('inspector.expression')}
        onCommit={onCommit}
        {...presence}
      />
    </div>
  )
}

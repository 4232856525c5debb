import type { Outcome } from '@axiom/shared/expressions/evaluator'
import { evaluate } from '@axiom/shared/expressions/lazy'
import { useEffect, useState, type ReactNode } from 'react'

import { useProjectSession } from '../../document/hooks.ts'
import { useEditorState } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'
import { DraftField } from '../../ui/Field.tsx'
import { bindingScope } from './bindingScope.ts'
import type { FieldPresence } from './useFieldPresence.ts'

interface Props {
  label: string
  expression: string
  onCommit: (expression: string) => void
  presence: FieldPresence
}

/** A property as an expression, with what comes out of it at the moment, or what is wrong with it. */
export function BindingField({ label, expression, onCommit, presence }: Props): ReactNode {
  const outcome = useOutcome(expression)
  return (
    <div className="ax-binding">
      <DraftField
        label={t('inspector.expressionOf', { label })}
        value={expression}
        mono
        multiline
        maxLength={4000}
        placeholder={t('inspector.expression')}
        error={outcome?.ok === false}
        onCommit={onCommit}
        {...presence}
      />
      {outcome && (
        <p className="ax-binding-result" data-error={outcome.ok ? undefined : true} role="status">
          <i aria-hidden="true" />
          <span>{outcome.ok ? t('inspector.result', { value: short(outcome.value) }) : outcome.message}</span>
        </p>
      )}
    </div>
  )
}

function useOutcome(expression: string): Outcome | null {
  const { store } = useProjectSession()
  const screenId = useEditorState((state) => state.screenId)
  const [outcome, setOutcome] = useState<Outcome | null>(null)
  useEffect(() => {
    let isCurrent = true
    const read = async (): Promise<void> => {
      const next = await evaluate(expression, bindingScope(store, screenId))
      if (isCurrent) setOutcome(next)
    }
    void read()
    return () => {
      isCurrent = false
    }
  }, [expression, store, screenId])
  return outcome
}

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? t('inspector.none')
  return text.length > 80 ? `${text.slice(0, 80)}…` : text
}

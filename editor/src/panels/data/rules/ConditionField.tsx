import type { CompiledModel } from '@axiom/shared/model/compile'
import type { RuleError } from '@axiom/shared/rules/ast'
import { IconX } from '@tabler/icons-react'
import { useId, type ReactNode } from 'react'

import { t } from '../../../texts/t.ts'
import { FieldFrame } from '../../../ui/Field.tsx'
import { IconButton } from '../../../ui/IconButton.tsx'
import { readCondition } from './readCondition.ts'
import { useCondition } from './useCondition.ts'

export interface Conditional {
  compiled: CompiledModel
  /** As it is saved; null: there is none yet. */
  stored: { text: string; problem: RuleError | null } | null
  /** What is typed, whenever it is a condition; else null. */
  onDraft: (condition: string | null) => void
  onSave: (condition: string) => void
  onCancel: () => void
}

interface Props extends Conditional {
  /** What it is the condition of. */
  name: string
  /** Who is bound by it, as a sentence with what it says. */
  sentence: (what: string) => string
}

/** A condition with what could stand at the caret, what is wrong with it, and what it says in words. */
export function ConditionField({ name, sentence, compiled, stored, onDraft, onSave, onCancel }: Props): ReactNode {
  const id = useId()
  const { input, completions, active, problem, rule, accept, remove } = useCondition({
    compiled,
    stored,
    onDraft,
    onSave,
    onCancel,
  })
  const isOpen = completions.list.length > 0
  return (
    <div className="ax-condition">
      <FieldFrame mono error={problem !== null}>
        <textarea
          {...input}
          aria-label={name}
          role="combobox"
          aria-expanded={isOpen}
          aria-controls={`${id}list`}
          aria-autocomplete="list"
          aria-activedescendant={isOpen ? `${id}${active}` : undefined}
          aria-describedby={`${id}said`}
          aria-invalid={problem !== null}
          rows={1}
          spellCheck={false}
          autoFocus={stored === null}
          placeholder={t('rules.example')}
          title={t('rules.help')}
        />
        <IconButton label={t('rules.remove')} size="xs" onClick={remove}>
          <IconX size={12} stroke={1.8} />
        </IconButton>
      </FieldFrame>
      {isOpen && (
        <ul className="ax-completions" role="listbox" id={`${id}list`} aria-label={t('rules.completions')}>
          {completions.list.map(({ text, label }, i) => (
            <li
              key={text}
              id={`${id}${i}`}
              role="option"
              aria-selected={i === active}
              // The caret stays where it is.
              onMouseDown={(event) => {
                event.preventDefault()
                accept(i)
              }}
            >
              <code className="ax-mono">{text}</code>
              <span className="ax-meta ax-cut">{label}</span>
            </li>
          ))}
        </ul>
      )}
      <div id={`${id}said`} aria-live="polite">
        {problem !== null && <p className="ax-error-text">{problem}</p>}
        {rule && <p className="ax-muted">{sentence(readCondition(rule))}</p>}
      </div>
    </div>
  )
}

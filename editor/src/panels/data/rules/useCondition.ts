import type { CompiledModel } from '@axiom/shared/model/compile'
import { type Rule, RuleError } from '@axiom/shared/rules/ast'
import { checkRule } from '@axiom/shared/rules/checkRule'
import { RULE_LENGTH } from '@axiom/shared/rules/parseRule'
import { useQueryClient } from '@tanstack/react-query'
import { useLayoutEffect, useRef, useState, type ComponentProps } from 'react'

import { useProjectSession } from '../../../document/hooks.ts'
import { t } from '../../../texts/t.ts'
import { claimsIn } from './claimsIn.ts'
import { type Completions, completionsAt } from './completions.ts'

interface Editing {
  compiled: CompiledModel
  stored: { text: string; problem: RuleError | null } | null
  onDraft: (condition: string | null) => void
  onSave: (condition: string) => void
  onCancel: () => void
}

interface Condition {
  input: ComponentProps<'textarea'>
  completions: Completions
  /** Which of them Enter takes. */
  active: number
  problem: string | null
  /** What is typed, or saved, as far as it is right. */
  rule: Rule | null
  accept: (completion: number) => void
  remove: () => void
}

const NONE: Completions = { from: 0, list: [] }

/** A condition that is being written: checked while it is typed, saved when the hand leaves it or presses Enter, if it is right. */
export function useCondition({ compiled, stored, onDraft, onSave, onCancel }: Editing): Condition {
  const queries = useQueryClient()
  const { projectId } = useProjectSession()
  const [draft, setDraft] = useState<string | null>(null)
  const [completions, setCompletions] = useState(NONE)
  const [active, setActive] = useState(0)
  const ref = useRef<HTMLTextAreaElement>(null)
  const caret = useRef<number | null>(null)
  const text = draft ?? stored?.text ?? ''
  const checked = check(text, compiled)

  // After a completion the caret stands behind it; React would put it at the end.
  useLayoutEffect(() => {
    if (caret.current !== null) ref.current?.setSelectionRange(caret.current, caret.current)
    caret.current = null
  })

  const write = (next: string): void => {
    setDraft(next)
    onDraft(check(next, compiled).rule ? next : null)
  }
  const offer = (next: string, at: number): void => {
    setCompletions(completionsAt(next, at, { compiled, claims: claimsIn(queries, projectId) }))
    setActive(0)
  }
  const accept = (i: number): void => {
    const chosen = completions.list[i]
    const at = ref.current?.selectionStart ?? text.length
    if (!chosen) return
    const next = text.slice(0, completions.from) + chosen.text + text.slice(at)
    caret.current = completions.from + chosen.text.length
    write(next)
    offer(next, chosen.text.endsWith('.') ? caret.current : 0)
  }
  const commit = (): void => {
    setCompletions(NONE)
    if (draft === null || (draft.trim() !== '' && !checked.rule)) return
    setDraft(null)
    if (draft.trim() === (stored?.text ?? '')) onCancel()
    else onSave(draft)
  }
  const giveUp = (): void => {
    setDraft(null)
    onCancel()
  }
  const onKeyDown: Condition['input']['onKeyDown'] = (event) => {
    const { key } = event
    const isOffering = completions.list.length > 0
    if (isOffering && (key === 'ArrowDown' || key === 'ArrowUp')) {
      const { length } = completions.list
      setActive((active + (key === 'ArrowDown' ? 1 : length - 1)) % length)
    } else if (isOffering && (key === 'Enter' || key === 'Tab')) accept(active)
    else if (key === 'Enter' && !event.shiftKey) commit()
    else if (key === 'Escape') {
      if (isOffering) setCompletions(NONE)
      else giveUp()
      event.stopPropagation()
    } else return
    event.preventDefault()
  }
  const onChange: Condition['input']['onChange'] = ({ currentTarget }) => {
    write(currentTarget.value)
    offer(currentTarget.value, currentTarget.selectionStart)
  }
  return {
    input: { ref, value: text, maxLength: RULE_LENGTH, onChange, onKeyDown, onBlur: commit },
    completions,
    active,
    // While something is offered the word is not finished.
    problem: completions.list.length > 0 ? null : problemOf(draft, stored, checked.problem),
    rule: checked.rule,
    accept,
    remove: () => (stored === null ? giveUp() : onSave('')),
  }
}

function check(text: string, compiled: CompiledModel): { rule: Rule | null; problem: string | null } {
  if (text.trim() === '') return { rule: null, problem: null }
  try {
    return { rule: checkRule(text, compiled).rule, problem: null }
  } catch (error) {
    if (!(error instanceof RuleError)) throw error
    return { rule: null, problem: error.message }
  }
}

function problemOf(draft: string | null, stored: Editing['stored'], problem: string | null): string | null {
  if (draft !== null) return problem === null ? null : t('rules.notSaved', { problem })
  return stored?.problem ? t('rules.closed', { problem: stored.problem.message }) : null
}

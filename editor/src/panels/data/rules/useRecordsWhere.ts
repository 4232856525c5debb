import type { CompiledModel } from '@axiom/shared/model/compile'
import { showRule } from '@axiom/shared/rules/ruleText'
import { useState } from 'react'

import type { Conditional } from './ConditionField.tsx'

interface RecordsWhere {
  /** As it is saved, or as it is typed as far as it is right; empty for none. */
  condition: string
  /** There is a condition, or somebody is about to write one. */
  isOpen: boolean
  open: () => void
  field: Conditional
}

/** The condition beside an audience: none, a saved one, or one that is being written. */
export function useRecordsWhere(
  stored: string | undefined,
  compiled: CompiledModel,
  onSave: (condition: string) => void,
): RecordsWhere {
  const [isOpen, setOpen] = useState(false)
  const [draft, setDraft] = useState<string | null>(null)
  const shown = stored === undefined ? null : showRule(stored, compiled)
  const close = (): void => {
    setDraft(null)
    setOpen(false)
  }
  return {
    condition: draft ?? shown?.text ?? '',
    isOpen: isOpen || shown !== null,
    open: () => setOpen(true),
    field: {
      compiled,
      stored: shown,
      onDraft: setDraft,
      onSave: (condition) => {
        onSave(condition)
        close()
      },
      onCancel: close,
    },
  }
}

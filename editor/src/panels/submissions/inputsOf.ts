import type { Submission } from '@axiom/shared/contracts/submissions'

import type { ProjectSession } from '../../document/projectSession.ts'

type Store = Pick<ProjectSession['store'], 'getNode' | 'getChildren'>

/** An answer of a form: the key that it is sent under, and what stands at its input. */
export interface FormInput {
  name: string
  label: string
}

/** What people call a form; null when the draft has it no more. */
export function formName(store: Store, formId: string): string | null {
  const form = store.getNode(formId)
  return form && (form.texts['title'] || form.name)
}

/** The inputs of a form in their order, and behind them what only older submissions have. */
export function inputsOf(store: Store, formId: string, submissions: readonly Submission[]): FormInput[] {
  const known = inputsBelow(store, formId)
  const labels = new Map(known.map(({ name, label }) => [name, label]))
  const sent = new Set(submissions.flatMap(({ formData }) => Object.keys(formData)))
  const names = [...known.map(({ name }) => name).filter((name) => sent.has(name)), ...sent]
  return [...new Set(names)].map((name) => ({ name, label: labels.get(name) ?? name }))
}

function inputsBelow(store: Store, id: string): FormInput[] {
  return store.getChildren(id).flatMap((childId) => {
    const node = store.getNode(childId)
    const label = node?.texts['label']
    const name = node?.props['name']
    const own =
      node && label !== undefined
        ? [{ name: typeof name === 'string' && name !== '' ? name : childId, label: label || node.name }]
        : []
    return [...own, ...inputsBelow(store, childId)]
  })
}

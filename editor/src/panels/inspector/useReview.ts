import { applyDifference, keyOf, type DifferenceEntry } from '@axiom/shared/document/diff'
import type { ProjectDoc } from '@axiom/shared/document/projectDoc'
import type { Finding } from '@axiom/shared/suggest/finding'
import { useMutation } from '@tanstack/react-query'

import { useEdit } from '../../document/hooks.ts'
import { useSettled } from '../../document/useSettled.ts'
import { announce } from '../../session/announcements.ts'
import { usePropose } from '../../session/usePropose.ts'
import { t } from '../../texts/t.ts'

/** By the rules, in the browser: they need no server. */
async function readFindings(doc: ProjectDoc): Promise<Finding[]> {
  const { suggestImprovements } = await import('@axiom/shared/suggest/suggestImprovements')
  return suggestImprovements(doc)
}

/** What could be better, made by oneself as one step, or handed in for others to look at. */
export function useReview() {
  const edit = useEdit()
  const propose = usePropose()
  return {
    findings: useSettled(readFindings),
    apply({ fix }: Finding): void {
      if (fix === null) return
      edit(fix.label, (doc, origin) => applyDifference(doc, fix.difference, origin))
      announce(t('review.applied', { fix: fix.label }))
    },
    suggest: useMutation({
      mutationFn: ({ findings }: { findings: readonly Finding[] }) =>
        propose({
          title: t('review.proposal', { count: findings.length }),
          difference: { entries: entriesOf(findings) },
          why: findings.map(({ name, message }) => `${name}: ${message}`.slice(0, 400)).slice(0, 60),
        }),
    }),
  }
}

/** Where two findings would write the same, the graver one comes first. */
function entriesOf(findings: readonly Finding[]): DifferenceEntry[] {
  const entries = new Map<string, DifferenceEntry>()
  for (const entry of findings.flatMap(({ fix }) => fix?.difference.entries ?? []))
    if (!entries.has(keyOf(entry))) entries.set(keyOf(entry), entry)
  return [...entries.values()]
}

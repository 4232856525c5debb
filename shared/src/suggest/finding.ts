import { contentOf, isRowRoot, type Content, type Difference } from '../document/diff.ts'
import type { ProjectDoc, RootName } from '../document/projectDoc.ts'
import type { DocumentStore } from '../document/store.ts'

/** What can be wrong, as clients match on it. */
export const FINDING_KINDS = [
  'missing_label',
  'missing_alt',
  'unbound',
  'no_submit',
  'idle_button',
  'unreachable_required',
  'unused_field',
  'closed_form',
  'open_writes',
  'email_not_unique',
  'no_options',
  'contrast',
  'wide_on_phone',
  'same_route',
  'overlap',
  'several_titles',
] as const
export type FindingKind = (typeof FINDING_KINDS)[number]

/** One concrete thing that would make the app better, and the edit that does it. */
export interface Finding {
  /** `idea`: no rule found it; a language model did. */
  kind: FindingKind | 'idea'
  severity: 'high' | 'medium' | 'low'
  /** What it is about, and the screen that it is on, if any. */
  id: string
  name: string
  screenId: string | null
  message: string
  /** The edit that mends it, and what that does, in words; null where only people know the answer. */
  fix: { label: string; difference: Difference } | null
}

/** The document as the checks read it. */
export interface Examined {
  doc: ProjectDoc
  store: DocumentStore
}

/** The edit that writes one register, or removes it. */
export function setting(
  doc: ProjectDoc,
  root: RootName,
  row: string | null,
  values: Record<string, unknown>,
): Difference {
  return {
    entries: Object.entries(values).map(([key, value]) => {
      const target = isRowRoot(root) ? doc.roots[root].get(row ?? '') : doc.roots[root]
      const to: Content = value === undefined ? null : { kind: 'value', value }
      return { root, row, key, from: contentOf(target?.get(key)), to }
    }),
  }
}

/** The edit that writes a co-typed text. */
export function wording(doc: ProjectDoc, nodeId: string, name: string, text: string): Difference {
  const key = `x:${name}`
  const from = contentOf(doc.roots.nodes.get(nodeId)?.get(key))
  return { entries: [{ root: 'nodes', row: nodeId, key, from, to: { kind: 'text', text } }] }
}

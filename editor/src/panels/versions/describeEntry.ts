import type { HistoryChange, HistoryEntry } from '@axiom/shared/contracts/history'

import { isTextKey, t, type TextKey } from '../../texts/t.ts'

type Described = Pick<HistoryEntry, 'author' | 'reason' | 'added' | 'changed' | 'removed' | 'changes'>

const AREAS: Partial<Record<HistoryChange['root'], TextKey>> = {
  screens: 'history.area.screens',
  theme: 'history.area.theme',
  meta: 'history.area.meta',
  settings: 'history.area.meta',
  flows: 'history.area.flows',
  steps: 'history.area.flows',
}
const KINDS = ['added', 'changed', 'removed'] as const
/** Parts of the sentence; more of them say less. */
const PARTS = 3

/** "Ada changed 3 widgets and removed “Export”". */
export function describeEntry(entry: Described): string {
  return t('history.did', { author: entry.author?.name || t('history.system'), did: didOf(entry) })
}

function didOf({ reason, added, changed, removed, changes }: Described): string {
  if (reason !== null) {
    const key = `history.reason.${reason}`
    return t(isTextKey(key) ? key : 'history.reason.server')
  }
  const count = added + changed + removed
  const parts = KINDS.flatMap((kind) => {
    const what = whatOf(changes.filter((change) => change.kind === kind))
    return what.length === 0 ? [] : [{ kind, what }]
  })
  const words = parts.reduce((sum, { what }) => sum + what.length, 0)
  if (count > changes.length || words > PARTS) return t('history.did.changed', { what: t('history.many', { count }) })
  return joined(parts.map(({ kind, what }) => t(`history.did.${kind}`, { what: joined(what) })))
}

/** Widgets by number or name, everything else by where it belongs. */
function whatOf(changes: readonly HistoryChange[]): string[] {
  const byArea = Map.groupBy(changes, ({ root }) => (root === 'nodes' ? null : (AREAS[root] ?? 'history.area.data')))
  return [...byArea].map(([area, found]) => {
    const [first] = found
    if (found.length === 1 && first?.name) return t('history.quoted', { name: first.name })
    return t(area ?? 'history.widgets', { count: found.length })
  })
}

function joined(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : words.slice(0, -1).join(', ') + t('history.and') + (words.at(-1) ?? '')
}

/** On which screens, in a few words; empty when on none. */
export function describeWhere({ screens }: Pick<HistoryEntry, 'screens'>): string {
  const [first, second] = screens.map(({ name }) => name)
  if (first === undefined) return ''
  if (second === undefined || screens.length === 2) return [first, second].filter(Boolean).join(', ')
  return t('history.screens', { name: first, count: screens.length - 1 })
}

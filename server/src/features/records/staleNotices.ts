import { isBound } from '@axiom/shared/access/audience'
import type { CompiledModel } from '@axiom/shared/model/compile'
import { conditionOf, conditionOfReading } from '@axiom/shared/rules/conditionOf'
import { hopsIn } from '@axiom/shared/rules/hopsIn'

import { type Change, OVERLAP_MS } from './changeTail.ts'
import { type Asking, scopeOf } from './policy.ts'
import { createRecentIds } from './recentIds.ts'

/** Models whose records decide which ones of this one a caller may list, or what he sees of them. */
function restsOn(asking: Asking, compiled: CompiledModel): string[] {
  const list = isBound(compiled.model, 'list', asking.caller) ? conditionOf(compiled.whole, 'list') : null
  const fields = [...compiled.partly.read.keys()].map((id) => conditionOfReading(compiled, id))
  const hops = [list, ...fields].flatMap((rule) => (rule ? hopsIn(rule) : []))
  return hops.length > 0 && scopeOf(asking, compiled, 'list') ? hops : []
}

const PAUSE_MS = 1_000

/**
 * Tells which collections are to be read anew, because records changed that decide what of them a caller sees: each at once, and then once
 * a second at most, as long as there is something to tell.
 */
export function createStaleNotices(now: () => number, tell: (collection: string) => void) {
  const weighed = createRecentIds(3 * OVERLAP_MS, now)
  const due = new Set<string>()
  let pause: NodeJS.Timeout | null = null

  function flush(): void {
    pause = due.size > 0 ? setTimeout(flush, PAUSE_MS) : null
    for (const name of due) tell(name)
    due.clear()
  }

  return {
    weigh(asking: Asking, followed: readonly CompiledModel[], changes: readonly Change[]): void {
      const moved = new Set(changes.flatMap(({ row }) => (weighed.add(row._id) ? [row.modelId] : [])))
      for (const compiled of followed)
        if (restsOn(asking, compiled).some((id) => moved.has(id))) due.add(compiled.model.name)
      if (!pause) flush()
    },
    stop(): void {
      if (pause) clearTimeout(pause)
    },
  }
}

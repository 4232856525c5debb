import { registerHooks } from 'node:module'

import type { Mutant } from '../mutants.ts'

/** Every module that is loaded from now on is the mutant's. Throws when the place that it changes is not there exactly once. */
export function mutate({ file, find, replace }: Mutant): void {
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context)
      if (!url.endsWith(`/${file}`)) return loaded
      const source = String(loaded.source)
      const places = source.split(find).length - 1
      if (places !== 1) throw new Error(`${file} has ${places} places that read: ${find}`)
      return { ...loaded, source: source.replace(find, () => replace) }
    },
  })
}

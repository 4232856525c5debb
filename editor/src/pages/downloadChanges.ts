import { toChangesFile, type Unsent } from '../document/unsent.ts'
import { downloadJson } from '../ui/download.ts'

/** Saves what is only on this device as a file. */
export function downloadChanges(unsent: readonly Unsent[]): void {
  const now = new Date()
  downloadJson(`axiom-changes-${now.toISOString().slice(0, 10)}.json`, toChangesFile(unsent, now))
}

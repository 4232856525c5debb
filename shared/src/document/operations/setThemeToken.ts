import type { Json } from '../../json.ts'
import type { Origin, ProjectDoc } from '../projectDoc.ts'
import { edit, setRegisters } from './support.ts'

/** Sets tokens of the app's theme; `undefined` goes back to the default. */
export function setThemeToken(
  doc: ProjectDoc,
  { tokens }: { tokens: Record<string, Json | undefined> },
  origin: Origin,
): void {
  edit(doc, origin, () => setRegisters(doc.roots.theme, '', tokens))
}

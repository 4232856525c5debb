import type { Document, Shape, Show } from '../port.ts'

interface Plan {
  only: string[]
}

export const show: Show<Document, Plan> = (document, { only }) => {
  if (only.includes('nothing')) throw new RangeError('There is nothing to show.')
  return only.map((path) => String((document as unknown as Record<string, unknown>)[path]))
}

/** Shows these paths. */
export function sampleShape(...only: string[]): Shape {
  return { module: new URL(import.meta.url), plan: { only } satisfies Plan }
}

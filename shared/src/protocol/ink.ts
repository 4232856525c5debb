const INKS = 8

/** A person's own presence ink in a project, 1–8; while it is taken by somebody else who is present, the next free one is used. */
export function inkOf(userId: string, projectId: string): number {
  return (hash(`${userId}/${projectId}`) % INKS) + 1
}

/** The inks in the order in which a person gets one. */
export function inksFrom(first: number): number[] {
  return Array.from({ length: INKS }, (_, i) => ((first - 1 + i) % INKS) + 1)
}

function hash(text: string): number {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  return value >>> 0
}

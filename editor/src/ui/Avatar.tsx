import type { CSSProperties, ReactNode } from 'react'

export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/)
  return `${words[0]?.[0] ?? ''}${words.length > 1 ? (words.at(-1)?.[0] ?? '') : ''}`.toUpperCase()
}

/** A person's presence ink as the variable `--p`. */
export function inkOf(colour: number): CSSProperties {
  return { ['--p' as string]: `var(--ax-presence-${colour})` }
}

interface Props {
  name: string
  /** Presence ink 1–8. */
  colour?: number
}

export function Avatar({ name, colour = 3 }: Props): ReactNode {
  // Drawn by CSS: initials are no text that a name of a button would have to contain.
  return (
    <span
      className="ax-avatar"
      style={{ background: `var(--ax-presence-${colour})` }}
      data-initials={initialsOf(name)}
      aria-hidden="true"
    />
  )
}

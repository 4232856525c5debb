import type { ReactNode } from 'react'

export function Logo({ size = 22 }: { size?: number }): ReactNode {
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" aria-hidden="true">
      <circle cx="10" cy="4.6" r="2.9" fill="var(--ax-accent)" />
      <circle cx="4.4" cy="14.6" r="2.9" fill="var(--ax-text)" />
      <circle cx="15.6" cy="14.6" r="2.9" fill="var(--ax-text)" />
    </svg>
  )
}

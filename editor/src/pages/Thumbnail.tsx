import { screenHash } from '@axiom/shared/protocol/presenceFrames'
import type { ReactNode } from 'react'

/** Inks of drawn thumbnails; a project keeps its own by its id. */
const INKS = ['#1e5a45', '#1f5f8b', '#8a4413', '#6d459e', '#9e3159', '#1f6f70', '#4a6b1d', '#5b4fa8'] as const

/** A drawing of an app: one of three layouts in one of eight inks, always the same for the same project. */
export function Thumbnail({ id, className }: { id: string; className?: string | undefined }): ReactNode {
  const hash = screenHash(id)
  const ink = INKS[hash % INKS.length] ?? INKS[0]
  const Layout = [TableLayout, CardsLayout, FormLayout][(hash >>> 11) % 3] ?? TableLayout
  return (
    <svg className={className} viewBox="0 0 280 172" preserveAspectRatio="xMidYMin slice" aria-hidden="true">
      <rect width="280" height="172" fill="#f3f5f3" />
      <Layout ink={ink} />
    </svg>
  )
}

function TableLayout({ ink }: { ink: string }): ReactNode {
  return (
    <>
      <rect width="280" height="16" fill={ink} />
      <rect x="10" y="5" width="40" height="6" rx="3" fill="#fff" opacity=".9" />
      {[12, 76, 140].map((x) => (
        <g key={x}>
          <rect x={x} y="28" width="58" height="30" rx="4" fill="#fff" />
          <rect x={x + 9} y="36" width="22" height="6" rx="2" fill={ink} opacity=".85" />
          <rect x={x + 9} y="47" width="34" height="4" rx="2" fill="#d3d8d5" />
        </g>
      ))}
      <rect x="12" y="66" width="186" height="106" rx="4" fill="#fff" />
      <rect x="206" y="28" width="62" height="144" rx="4" fill="#fff" />
      {[80, 96, 112, 128, 144, 160].map((y, row) => (
        <g key={y} fill="#d3d8d5">
          <rect x="20" y={y} width="16" height="4" rx="2" />
          <rect x="46" y={y} width="44" height="4" rx="2" />
          <rect x="114" y={y - 2} width="28" height="8" rx="4" fill={ink} opacity={row % 2 === 0 ? 0.45 : 0.2} />
          <rect x="160" y={y} width="28" height="4" rx="2" />
        </g>
      ))}
      {[44, 70, 96, 122].map((y) => (
        <rect key={y} x="213" y={y} width="48" height="11" rx="3" fill="none" stroke="#d3d8d5" />
      ))}
    </>
  )
}

function CardsLayout({ ink }: { ink: string }): ReactNode {
  return (
    <>
      <rect x="12" y="12" width="60" height="8" rx="3" fill={ink} />
      <rect x="176" y="10" width="92" height="12" rx="6" fill="#fff" />
      {[32, 108].flatMap((y) =>
        [12, 77, 142, 207].map((x, column) => (
          <g key={`${x}/${y}`}>
            <rect x={x} y={y} width="60" height="68" rx="4" fill="#fff" />
            <rect
              x={x + 6}
              y={y + 6}
              width="48"
              height="32"
              rx="3"
              fill={ink}
              opacity={0.15 + 0.12 * ((column + y) % 4)}
            />
            <rect x={x + 6} y={y + 45} width="42" height="4" rx="2" fill="#d3d8d5" />
            <rect x={x + 6} y={y + 54} width="20" height="4" rx="2" fill={ink} opacity=".8" />
          </g>
        )),
      )}
    </>
  )
}

function FormLayout({ ink }: { ink: string }): ReactNode {
  return (
    <>
      <rect width="280" height="54" fill={ink} />
      <rect x="92" y="22" width="80" height="8" rx="3" fill="#fff" />
      <rect x="62" y="38" width="156" height="140" rx="6" fill="#fff" />
      {[54, 84, 114].map((y) => (
        <g key={y}>
          <rect x="76" y={y} width="30" height="4" rx="2" fill="#d3d8d5" />
          <rect x="76" y={y + 8} width="128" height="13" rx="3" fill="none" stroke="#d3d8d5" />
        </g>
      ))}
      <rect x="76" y="150" width="128" height="15" rx="3" fill={ink} />
    </>
  )
}

import type { Json } from '@axiom/shared/json'
import { isColour, THEME_TOKENS, tokenCss } from '@axiom/shared/widgets/theme'
import type { ReactNode } from 'react'

import { useTheme } from '../../document/hooks.ts'
import { t } from '../../texts/t.ts'
import { ChoiceField } from '../../ui/Field.tsx'

interface Props {
  label: string
  value: Json
  onChange: (value: Json | undefined) => void
  mixed?: boolean
  /** What it is called when there is no colour. */
  none?: string
}

const TOKENS = THEME_TOKENS.filter(({ kind }) => kind === 'colour')

/** A colour of the theme first; the swatch picks any other. */
export function ColourField({ label, value, onChange, mixed = false, none = t('inspector.none') }: Props): ReactNode {
  const theme = useTheme()
  const token = TOKENS.find((each) => value === `$${each.token}`)
  const css = token ? tokenCss(token, theme[token.token]) : isColour(value) ? value : null
  const isOwn = !token && css !== null
  const choices = [
    ...(mixed ? [{ value: 'mixed', label: t('inspector.mixed') }] : []),
    { value: '', label: none },
    ...TOKENS.map((each) => ({ value: `$${each.token}`, label: each.label })),
    ...(isOwn ? [{ value: css, label: css }] : []),
  ]
  return (
    <ChoiceField
      label={label}
      value={mixed ? 'mixed' : typeof value === 'string' ? value : ''}
      choices={choices}
      onChange={(next) => next !== 'mixed' && onChange(next === '' ? undefined : next)}
      prefix={<Swatch label={t('inspector.ownColour', { label })} css={css} onChange={onChange} />}
    />
  )
}

interface SwatchProps {
  label: string
  css: string | null
  onChange: (value: string) => void
}

/** Shows the colour; a click opens the system's colour picker. */
export function Swatch({ label, css, onChange }: SwatchProps): ReactNode {
  const hex = css !== null && /^#[0-9a-f]{6}$/i.test(css) ? css : '#000000'
  return (
    <label className="ax-swatch">
      <i style={{ background: css ?? 'transparent' }} />
      <input type="color" aria-label={label} value={hex} onChange={(event) => onChange(event.currentTarget.value)} />
    </label>
  )
}

import { setThemeToken } from '@axiom/shared/document/operations/setThemeToken'
import type { Json } from '@axiom/shared/json'
import { FONT_STACKS, THEME_TOKENS, tokenCss, type ThemeToken } from '@axiom/shared/widgets/theme'
import { IconRestore } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { useEdit, useTheme } from '../../document/hooks.ts'
import { useEditorState } from '../../session/editorState.ts'
import { t, type TextKey } from '../../texts/t.ts'
import { ChoiceField, DraftField, NumberField } from '../../ui/Field.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { PanelHead, PropRow, Section } from '../../ui/Panel.tsx'
import { ThemeWords } from './ThemeWords.tsx'

import './theme.css'

const GROUPS = [
  ['colour', (token: ThemeToken) => token.kind === 'colour'],
  ['font', (token: ThemeToken) => token.kind === 'font' || token.token.startsWith('size.')],
  ['shape', (token: ThemeToken) => token.token.startsWith('radius.')],
  ['space', (token: ThemeToken) => token.token.startsWith('space.')],
] as const

/** The look that all screens of the app share. It has nothing to do with the editor's own. */
export function ThemePanel(): ReactNode {
  const isReadOnly = useEditorState((state) => state.readOnly)
  return (
    <>
      <PanelHead title={t('action.panel.theme')} />
      <fieldset className="ax-panel-body ax-theme" disabled={isReadOnly}>
        <legend className="ax-hidden">{t('action.panel.theme')}</legend>
        <ThemeWords />
        {GROUPS.map(([group, holds]) => (
          <Section key={group} title={t(`theme.${group}`)}>
            {THEME_TOKENS.filter(holds).map((token) => (
              <TokenRow key={token.token} token={token} />
            ))}
          </Section>
        ))}
      </fieldset>
    </>
  )
}

function TokenRow({ token }: { token: ThemeToken }): ReactNode {
  const value = useTheme()[token.token]
  const edit = useEdit()
  const write = (next: Json | undefined): void =>
    edit(t('theme.set', { label: token.label }), (doc, origin) =>
      setThemeToken(doc, { tokens: { [token.token]: next } }, origin),
    )
  return (
    <PropRow label={token.label}>
      <TokenControl token={token} value={value} onWrite={write} />
      {value !== undefined && value !== token.default && (
        <IconButton label={t('theme.reset', { label: token.label })} size="xs" onClick={() => write(undefined)}>
          <IconRestore size={14} stroke={1.8} />
        </IconButton>
      )}
    </PropRow>
  )
}

interface ControlProps {
  token: ThemeToken
  value: Json | undefined
  onWrite: (value: Json) => void
}

function TokenControl({ token, value, onWrite }: ControlProps): ReactNode {
  const { label, kind } = token
  if (kind === 'length')
    return (
      <NumberField
        label={label}
        unit="px"
        min={0}
        max={200}
        value={typeof value === 'number' ? value : Number(token.default)}
        onCommit={(next) => next !== null && onWrite(next)}
      />
    )
  if (kind === 'font')
    return (
      <ChoiceField
        label={label}
        value={typeof value === 'string' && value in FONT_STACKS ? value : String(token.default)}
        choices={Object.keys(FONT_STACKS).map((name) => ({ value: name, label: t(`theme.font.${name}` as TextKey) }))}
        onChange={onWrite}
      />
    )
  const css = tokenCss(token, value)
  return (
    <DraftField
      label={label}
      value={css}
      mono
      prefix={
        <label className="ax-swatch">
          <i style={{ background: css }} />
          <input
            type="color"
            aria-label={t('inspector.ownColour', { label })}
            value={/^#[0-9a-f]{6}$/i.test(css) ? css : '#000000'}
            onChange={(event) => onWrite(event.currentTarget.value)}
          />
        </label>
      }
      onCommit={(next) => CSS.supports('color', next) && onWrite(next.trim())}
    />
  )
}

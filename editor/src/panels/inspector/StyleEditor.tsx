import { setStyles } from '@axiom/shared/document/operations/setStyles'
import type { NodeView } from '@axiom/shared/document/views'
import type { Json } from '@axiom/shared/json'
import { stylesAt } from '@axiom/shared/widgets/styles'
import { THEME_TOKENS } from '@axiom/shared/widgets/theme'
import { IconAlignCenter, IconAlignLeft, IconAlignRight } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { stepLabel } from '../../actions/edits.ts'
import { useEdit, useProjectSession } from '../../document/hooks.ts'
import { useEditorState } from '../../session/editorState.ts'
import { t, type TextKey } from '../../texts/t.ts'
import { ChoiceField, NumberField } from '../../ui/Field.tsx'
import { PropRow } from '../../ui/Panel.tsx'
import { Segments } from '../../ui/Segments.tsx'
import { ColourField } from './ColourField.tsx'
import type { StyleField } from './styleFields.ts'
import { useFieldPresence } from './useFieldPresence.ts'
import { commonOf, textOf, type Common } from './useNodes.ts'

const MIXED = 'mixed'
const TEXT_ALIGN = [
  ['left', IconAlignLeft],
  ['center', IconAlignCenter],
  ['right', IconAlignRight],
] as const

/** One style of the selection at the shown breakpoint; the dot says that the phone has a value of its own. */
export function StyleEditor({ nodes, field }: { nodes: readonly NodeView[]; field: StyleField }): ReactNode {
  const breakpoint = useEditorState((state) => state.breakpoint)
  const { store } = useProjectSession()
  const edit = useEdit()
  const ids = nodes.map(({ id }) => id)
  const label = t(`style.${field.key}` as TextKey)
  const write = (value: Json | undefined): void =>
    edit(stepLabel(t('inspector.set', { label }), store, ids), (doc, origin) =>
      setStyles(
        doc,
        { ids, styles: { [field.key]: value }, ...(breakpoint === 'desktop' ? {} : { breakpoint }) },
        origin,
      ),
    )
  const isOverridden = breakpoint === 'phone' && nodes.some((node) => node.overrides.phone?.[field.key] !== undefined)
  return (
    <PropRow
      label={label}
      override={isOverridden ? { label: t('inspector.resetStyle', { label }), onReset: () => write(undefined) } : null}
    >
      <Control
        nodes={nodes}
        field={field}
        label={label}
        value={commonOf(nodes, (node) => stylesAt(node, breakpoint)[field.key] ?? null)}
        onWrite={write}
      />
    </PropRow>
  )
}

interface ControlProps {
  nodes: readonly NodeView[]
  field: StyleField
  label: string
  value: Common<Json>
  onWrite: (value: Json | undefined) => void
}

function Control({ nodes, field, label, value, onWrite }: ControlProps): ReactNode {
  const { control } = field
  const known = value.kind === 'same' ? value.value : null
  const isMixed = value.kind === 'mixed'
  const presence = useFieldPresence(nodes[0]?.id ?? '', `s:${field.key}`)
  if (control.kind === 'colour')
    return (
      <ColourField
        label={label}
        value={known}
        onChange={onWrite}
        mixed={isMixed}
        none={t(field.key === 'colour' ? 'inspector.auto' : 'inspector.none')}
      />
    )
  if (control.kind === 'length') return <LengthField label={label} value={value} {...control} onWrite={onWrite} />
  if (control.kind === 'number')
    return (
      <NumberField
        label={label}
        value={typeof known === 'number' ? known : null}
        min={control.min}
        max={control.max}
        placeholder={isMixed ? t('inspector.mixed') : t('inspector.auto')}
        onCommit={(number) => onWrite(number ?? undefined)}
        {...presence}
      />
    )
  if (field.key === 'textAlign')
    return (
      <Segments
        label={label}
        value={isMixed ? null : textOf(known ?? 'left')}
        onChange={onWrite}
        segments={TEXT_ALIGN.map(([value, Shown]) => ({
          value,
          label: t(`style.value.${value}`),
          shown: <Shown size={14} stroke={1.8} aria-hidden="true" />,
        }))}
      />
    )
  return (
    <ChoiceField
      label={label}
      value={isMixed ? MIXED : textOf(known)}
      choices={[
        ...(isMixed ? [{ value: MIXED, label: t('inspector.mixed') }] : []),
        ...(known === null && !isMixed ? [{ value: '', label: t('inspector.auto') }] : []),
        ...control.choices.map((choice) => ({ value: choice, label: t(`style.value.${choice}` as TextKey) })),
      ]}
      onChange={(next) => next !== MIXED && onWrite(next === '' ? undefined : next)}
      {...presence}
    />
  )
}

interface LengthProps {
  label: string
  value: Common<Json>
  tokens: 'space' | 'radius' | null
  max: number
  onWrite: (value: Json | undefined) => void
}

/** A step of the theme, or pixels. */
function LengthField({ label, value, tokens, max, onWrite }: LengthProps): ReactNode {
  const known = value.kind === 'same' ? value.value : null
  const steps = THEME_TOKENS.filter(({ token }) => tokens !== null && token.startsWith(`${tokens}.`))
  const isToken = steps.some(({ token }) => known === `$${token}`)
  const number = (
    <NumberField
      label={isToken ? t('inspector.pixels', { label }) : label}
      value={typeof known === 'number' ? known : null}
      min={0}
      max={max}
      unit="px"
      placeholder={value.kind === 'mixed' ? t('inspector.mixed') : t('inspector.auto')}
      onCommit={(next) => onWrite(next ?? undefined)}
    />
  )
  if (steps.length === 0) return number
  return (
    <div className="ax-length" data-token={isToken || undefined}>
      <ChoiceField
        label={label}
        value={isToken ? textOf(known) : 'own'}
        choices={[
          { value: 'own', label: isToken ? t('inspector.own') : 'px' },
          ...steps.map(({ token, label: name }) => ({
            value: `$${token}`,
            label: capital(name.split(', ').at(-1) ?? name),
          })),
        ]}
        onChange={(next) => onWrite(next === 'own' ? defaultOf(known) : next)}
      />
      {!isToken && number}
    </div>
  )
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

/** Going over to pixels starts with what the step was. */
function defaultOf(value: Json): number {
  const token = THEME_TOKENS.find((each) => value === `$${each.token}`)
  return typeof token?.default === 'number' ? token.default : 0
}

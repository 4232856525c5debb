import { assertNever } from '@axiom/shared/assertNever'
import type { Json } from '@axiom/shared/json'
import { findWidget } from '@axiom/shared/widgets/registry'
import type { ReactNode } from 'react'

import { useModels, useQueries, useScreens } from '../../document/hooks.ts'
import { t } from '../../texts/t.ts'
import { ChoiceField, DraftField, NumberField } from '../../ui/Field.tsx'
import { Switch } from '../../ui/Segments.tsx'
import { ColourField } from './ColourField.tsx'
import { ColumnsControl } from './ColumnsControl.tsx'
import type { ControlProps } from './controlProps.ts'
import { GuardControl } from './GuardControl.tsx'
import { OptionsControl } from './OptionsControl.tsx'
import { PictureControl } from './PictureControl.tsx'
import { useModelOf } from './useModelOf.ts'
import { textOf } from './useNodes.ts'

const MIXED = '\u0000mixed'

/** The control that a definition asks for. */
export function PropControl(props: ControlProps): ReactNode {
  const { field, value, onChange, presence } = props
  const { label, control } = field
  const known = value.kind === 'same' ? value.value : null
  const text = typeof known === 'string' || typeof known === 'number' ? String(known) : ''
  const mixed = value.kind === 'mixed' ? { placeholder: t('inspector.mixed') } : {}
  switch (control) {
    case 'text':
    case 'url':
    case 'textarea':
      return (
        <DraftField
          label={label}
          value={text}
          multiline={control === 'textarea'}
          inputMode={control === 'url' ? 'url' : 'text'}
          onCommit={(next) => onChange(typed(props, next))}
          {...presence}
          {...mixed}
        />
      )
    case 'picture':
      return <PictureControl {...props} />
    case 'number':
      return (
        <NumberField
          label={label}
          value={typeof known === 'number' ? known : null}
          onCommit={onChange}
          {...presence}
          {...mixed}
        />
      )
    case 'switch':
      return <Switch label={label} checked={known === true} onChange={onChange} />
    case 'select':
      return <Choices {...props} choices={field.choices ?? []} />
    case 'colour':
      return <ColourField label={label} value={known} onChange={onChange} />
    case 'screen':
      return <ScreenChoice {...props} />
    case 'model':
      return <ModelChoice {...props} />
    case 'query':
      return <QueryChoice {...props} />
    case 'field':
      return <FieldChoice {...props} />
    case 'columns':
      return <ColumnsControl {...props} />
    case 'options':
      return <OptionsControl {...props} />
    case 'guard':
      return <GuardControl {...props} />
    default:
      return assertNever(control)
  }
}

/** Where the definition has a number, a typed or chosen number stays one. */
function typed({ nodes, field }: ControlProps, text: string): Json {
  const fallback = findWidget(nodes[0]?.type ?? '')?.defaults.props[field.prop]
  return typeof fallback === 'number' && text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text
}

interface ChoicesProps extends ControlProps {
  choices: readonly { value: string; label: string }[]
}

function Choices(props: ChoicesProps): ReactNode {
  const { field, value, choices, onChange, presence } = props
  const current = value.kind === 'same' ? textOf(value.value ?? null) : MIXED
  const isListed = choices.some((choice) => choice.value === current)
  const extra = value.kind === 'mixed' ? t('inspector.mixed') : t('inspector.gone')
  return (
    <ChoiceField
      label={field.label}
      value={current}
      choices={isListed ? choices : [{ value: current, label: current === '' ? '–' : extra }, ...choices]}
      onChange={(next) => onChange(typed(props, next))}
      {...presence}
    />
  )
}

function ScreenChoice(props: ControlProps): ReactNode {
  const screens = useScreens().map(({ id, name }) => ({ value: id, label: name }))
  return <Choices {...props} choices={[{ value: '', label: t('inspector.noScreen') }, ...screens]} />
}

function ModelChoice(props: ControlProps): ReactNode {
  const models = useModels().map(({ id, label }) => ({ value: id, label }))
  return <Choices {...props} choices={[{ value: '', label: t('inspector.noModel') }, ...models]} />
}

function QueryChoice(props: ControlProps): ReactNode {
  const queries = useQueries().map(({ id, name }) => ({ value: id, label: name }))
  return <Choices {...props} choices={[{ value: '', label: t('inspector.noQuery') }, ...queries]} />
}

function FieldChoice(props: ControlProps): ReactNode {
  const model = useModelOf(props.nodes[0])
  const fields = (model?.fields ?? []).map(({ id, label }) => ({ value: id, label }))
  return <Choices {...props} choices={[{ value: '', label: t('inspector.noField') }, ...fields]} />
}

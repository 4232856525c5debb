import type { Json } from '@axiom/shared/json'
import { choicesOf } from '@axiom/shared/widgets/inputRules'
import type { ReactNode } from 'react'

import { r } from '../texts/r.ts'
import { Field, Notes } from './Field.tsx'
import { PersonSelect } from './PersonSelect.tsx'
import { number, shown, text } from './props.ts'
import { type Option, QueryChoices } from './QueryChoices.tsx'
import { targetOf } from './references.ts'
import { ReferenceSelect } from './ReferenceSelect.tsx'
import { type InputState, useInput } from './useInput.ts'
import { isEdit, type Mode, type WidgetProps } from './WidgetProps.ts'

const tab = (mode: Mode): number => (isEdit(mode) ? -1 : 0)

export function TextInput(props: WidgetProps): ReactNode {
  const { node, mode, host } = props
  const input = useInput(node, shown(node.props['value']), host)
  const kind = text(node, 'kind', 'text')
  const shared = {
    ...input.aria,
    className: 'aw-control',
    tabIndex: tab(mode),
    readOnly: isEdit(mode),
    placeholder: text(node, 'placeholder'),
    value: shown(input.value),
    onChange: (event: { target: { value: string } }) => input.set(event.target.value),
    onBlur: (event: { target: { value: string } }) => input.commit(event.target.value),
  }
  if (kind === 'multiline' || input.field?.type === 'longText') {
    return <Field {...props} input={input} control={<textarea rows={3} {...shared} />} />
  }
  const type = KINDS.has(kind) && input.rules.kind === 'text' ? kind : input.rules.kind
  return <Field {...props} input={input} control={<input type={type} {...shared} />} />
}

const KINDS: ReadonlySet<string> = new Set(['text', 'email', 'url', 'tel'])

export function NumberInput(props: WidgetProps): ReactNode {
  const { node, mode, host } = props
  const start = node.props['value']
  const input = useInput(node, typeof start === 'number' ? start : null, host)
  const { kind, min, max } = input.rules
  const step = number(node, 'step', 0)
  const control = (
    <input
      {...input.aria}
      type="number"
      inputMode={kind === 'integer' ? 'numeric' : 'decimal'}
      step={step > 0 ? step : kind === 'integer' ? 1 : 'any'}
      min={min}
      max={max}
      className="aw-control"
      tabIndex={tab(mode)}
      readOnly={isEdit(mode)}
      placeholder={text(node, 'placeholder')}
      value={typeof input.value === 'number' ? input.value : ''}
      onChange={(event) => input.set(event.target.value === '' ? null : Number(event.target.value))}
      onBlur={() => input.commit(input.value)}
    />
  )
  return <Field {...props} input={input} control={control} />
}

export function SelectInput(props: WidgetProps): ReactNode {
  const { node, host } = props
  const start = node.props['value']
  const input = useInput(node, Array.isArray(start) ? start : shown(start), host)
  const target = targetOf(host, input.field)
  const query = host.queries().find(({ id }) => id === node.props['query'])
  const pick = (value: Json): void => {
    input.set(value)
    input.commit(value)
  }
  if (input.field?.type === 'user') return <PersonSelect {...props} input={input} onPick={pick} />
  if (target) return <ReferenceSelect {...props} input={input} target={target} onPick={pick} />
  const placeholder = text(node, 'placeholder') || r('input.choose')
  const list = { ...props, input, placeholder, onPick: pick }
  const known = choicesOf(node.props, input.field)
  if (known === undefined && query)
    return (
      <QueryChoices host={host} node={node} query={query}>
        {(options, state) => <Choices {...list} options={options} placeholder={state ?? placeholder} />}
      </QueryChoices>
    )
  return <Choices {...list} options={(known ?? []).map((value) => ({ value, label: value }))} />
}

interface ChoicesProps extends WidgetProps {
  input: InputState
  options: readonly Option[]
  placeholder: string
  onPick: (chosen: string | string[]) => void
}

function Choices(props: ChoicesProps): ReactNode {
  const { mode, input, options, placeholder, onPick } = props
  if (input.rules.kind === 'choices') return <ChoiceGroup {...props} />
  const value = shown(input.value)
  // What was chosen stays to be seen, even where it is no choice any more.
  const isOffered = value === '' || options.some((option) => option.value === value)
  const offered = isOffered ? options : [{ value, label: value }, ...options]
  const control = (
    <select
      {...input.aria}
      className="aw-control"
      tabIndex={tab(mode)}
      value={value}
      onChange={(event) => onPick(event.target.value)}
    >
      <option value="">{placeholder}</option>
      {offered.map((option, i) => (
        <option key={`${option.value}${i}`} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  )
  return <Field {...props} input={input} control={control} />
}

/** Several of a list: boxes to tick, easier to use by finger and keyboard than a list with a modifier key. */
function ChoiceGroup({ root, mode, input, options, onPick }: ChoicesProps): ReactNode {
  const chosen = Array.isArray(input.value) ? input.value.filter((one) => typeof one === 'string') : []
  const { required, ...aria } = input.aria
  return (
    <fieldset {...root} className={`aw-field aw-choices${isEdit(mode) ? ' is-edit' : ''}`}>
      <legend className="aw-label">
        <span data-text="label">{input.label}</span>
        {required && <span aria-hidden="true"> *</span>}
      </legend>
      {options.map(({ value: choice, label }, i) => (
        <label key={`${choice}${i}`} className="aw-check">
          <input
            {...aria}
            id={`${aria.id}-${i}`}
            type="checkbox"
            tabIndex={tab(mode)}
            checked={chosen.includes(choice)}
            onChange={(event) =>
              !isEdit(mode) &&
              onPick(event.target.checked ? [...chosen, choice] : chosen.filter((one) => one !== choice))
            }
          />
          <span>{label}</span>
        </label>
      ))}
      <Notes input={input} />
    </fieldset>
  )
}

export function DateInput(props: WidgetProps): ReactNode {
  const { node, mode, host } = props
  const input = useInput(node, text(node, 'value'), host)
  const withTime = input.rules.kind === 'datetime'
  const { min, max } = input.rules
  const given = shown(input.value)
  const control = (
    <input
      {...input.aria}
      type={withTime ? 'datetime-local' : 'date'}
      min={limitOf(min, withTime, 'T00:00')}
      max={limitOf(max, withTime, 'T23:59')}
      className="aw-control"
      tabIndex={tab(mode)}
      readOnly={isEdit(mode)}
      value={withTime ? toLocal(given) : given}
      onChange={({ target }) => input.set(withTime ? toInstant(target.value) : target.value)}
      onBlur={() => input.commit(input.value)}
    />
  )
  return <Field {...props} input={input} control={control} />
}

function limitOf(day: number | string | undefined, withTime: boolean, time: string): string | undefined {
  if (typeof day !== 'string') return undefined
  return withTime && day.length === 10 ? `${day}${time}` : day
}

/** An instant as the control wants it: in the reader's time zone, without one. */
function toLocal(instant: string): string {
  const date = new Date(instant)
  if (instant === '' || Number.isNaN(date.getTime())) return ''
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

function toInstant(local: string): string {
  const date = new Date(local)
  return local === '' || Number.isNaN(date.getTime()) ? '' : date.toISOString()
}

export function CheckboxInput({ node, root, mode, host }: WidgetProps): ReactNode {
  const input = useInput(node, node.props['value'] === true, host)
  return (
    <div {...root} className={`aw-field${isEdit(mode) ? ' is-edit' : ''}`}>
      <label className="aw-check">
        <input
          {...input.aria}
          type="checkbox"
          tabIndex={tab(mode)}
          checked={input.value === true}
          onChange={({ target }) => {
            if (isEdit(mode)) return
            input.set(target.checked)
            input.commit(target.checked)
          }}
        />
        <span data-text="label">{input.label}</span>
        {input.aria.required && <span aria-hidden="true"> *</span>}
      </label>
      <Notes input={input} />
    </div>
  )
}

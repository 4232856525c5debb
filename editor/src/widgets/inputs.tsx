import type { ReactNode } from 'react'

import { text } from './props.ts'
import { type InputState, useInput } from './useInput.ts'
import type { WidgetProps } from './WidgetView.tsx'

interface FieldProps extends WidgetProps {
  input: InputState
  control: ReactNode
}

/** Label above, control, then help and error. */
function Field({ root, mode, input, control }: FieldProps): ReactNode {
  return (
    <div {...root} className={`aw-field${mode === 'edit' ? ' is-edit' : ''}`}>
      <label htmlFor={input.id} className="aw-label">
        <span data-text="label">{input.label}</span>
        {input.required && <span aria-hidden="true"> *</span>}
      </label>
      {control}
      <Notes input={input} />
    </div>
  )
}

function Notes({ input }: { input: InputState }): ReactNode {
  return (
    <>
      {input.help !== '' && (
        <span className="aw-help" id={`${input.id}-help`}>
          {input.help}
        </span>
      )}
      {input.error !== null && (
        <span className="aw-error" id={`${input.id}-error`}>
          {input.error}
        </span>
      )}
    </>
  )
}

const tab = (mode: 'edit' | 'run'): number => (mode === 'edit' ? -1 : 0)

export function TextInput(props: WidgetProps): ReactNode {
  const { node, mode } = props
  const input = useInput(node, text(node, 'value'))
  const kind = text(node, 'kind', 'text')
  const shared = {
    ...input.aria,
    className: 'aw-control',
    tabIndex: tab(mode),
    readOnly: mode === 'edit',
    placeholder: text(node, 'placeholder'),
    value: String(input.value ?? ''),
    onChange: (event: { target: { value: string } }) => input.set(event.target.value),
  }
  const control = kind === 'multiline' ? <textarea rows={3} {...shared} /> : <input type={kind} {...shared} />
  return <Field {...props} input={input} control={control} />
}

export function NumberInput(props: WidgetProps): ReactNode {
  const { node, mode } = props
  const start = node.props['value']
  const input = useInput(node, typeof start === 'number' ? start : null)
  const { min, max } = input.field?.constraints ?? {}
  const control = (
    <input
      {...input.aria}
      type="number"
      inputMode="decimal"
      step={input.field?.type === 'integer' ? 1 : 'any'}
      min={min}
      max={max}
      className="aw-control"
      tabIndex={tab(mode)}
      readOnly={mode === 'edit'}
      value={typeof input.value === 'number' ? input.value : ''}
      onChange={(event) => input.set(event.target.value === '' ? null : Number(event.target.value))}
    />
  )
  return <Field {...props} input={input} control={control} />
}

export function SelectInput(props: WidgetProps): ReactNode {
  const { node, mode } = props
  const input = useInput(node, text(node, 'value'))
  const own = Array.isArray(node.props['options']) ? node.props['options'].map((option) => optionLabel(option)) : []
  const choices =
    input.field && input.field.options.length > 0 ? input.field.options.map((option) => option.label) : own
  const control = (
    <select
      {...input.aria}
      className="aw-control"
      tabIndex={tab(mode)}
      value={String(input.value ?? '')}
      onChange={(event) => input.set(event.target.value)}
    >
      <option value="">{text(node, 'placeholder') || 'Choose …'}</option>
      {choices.map((choice) => (
        <option key={choice}>{choice}</option>
      ))}
    </select>
  )
  return <Field {...props} input={input} control={control} />
}

function optionLabel(option: unknown): string {
  if (typeof option === 'object' && option !== null && 'label' in option) return String(option.label)
  return String(option)
}

export function DateInput(props: WidgetProps): ReactNode {
  const { node, mode } = props
  const input = useInput(node, text(node, 'value'))
  const control = (
    <input
      {...input.aria}
      type="date"
      className="aw-control"
      tabIndex={tab(mode)}
      readOnly={mode === 'edit'}
      value={String(input.value ?? '')}
      onChange={(event) => input.set(event.target.value)}
    />
  )
  return <Field {...props} input={input} control={control} />
}

export function CheckboxInput({ node, root, mode }: WidgetProps): ReactNode {
  const input = useInput(node, node.props['value'] === true)
  return (
    <div {...root} className={`aw-field${mode === 'edit' ? ' is-edit' : ''}`}>
      <label className="aw-check">
        <input
          {...input.aria}
          type="checkbox"
          tabIndex={tab(mode)}
          checked={input.value === true}
          onChange={(event) => mode === 'run' && input.set(event.target.checked)}
        />
        <span data-text="label">{input.label}</span>
      </label>
      <Notes input={input} />
    </div>
  )
}

import type { ReactNode } from 'react'

import type { InputState } from './useInput.ts'
import { isEdit, type WidgetProps } from './WidgetProps.ts'

interface FieldProps extends WidgetProps {
  input: InputState
  control: ReactNode
}

/** Label above, control, then help and error. */
export function Field({ root, mode, input, control }: FieldProps): ReactNode {
  return (
    <div {...root} className={`aw-field${isEdit(mode) ? ' is-edit' : ''}`}>
      <label htmlFor={input.id} className="aw-label">
        <span data-text="label">{input.label}</span>
        {input.aria.required && <span aria-hidden="true"> *</span>}
      </label>
      {control}
      <Notes input={input} />
    </div>
  )
}

/** A mended mistake keeps its line until the next try: nothing moves while somebody is on the way to the button. */
export function Notes({ input: { id, help, error } }: { input: InputState }): ReactNode {
  return (
    <>
      {help !== '' && (
        <span className="aw-help" id={`${id}-help`}>
          {help}
        </span>
      )}
      {error !== null && (
        <span className={`aw-error${error.solved ? ' is-solved' : ''}`} id={`${id}-error`}>
          {error.message}
        </span>
      )}
    </>
  )
}

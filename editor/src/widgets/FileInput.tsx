import { fileRulesOf } from '@axiom/shared/model/files'
import type { ReactNode } from 'react'

import { Field } from './Field.tsx'
import { FilePicker } from './FilePicker.tsx'
import { useForm } from './formContext.ts'
import { useInput } from './useInput.ts'
import { useUploads } from './useUploads.ts'
import { isEdit, type WidgetProps } from './WidgetProps.ts'

/** Files for a field of a record, or for an answer. They are sent while the rest is filled in; the form holds what has arrived. */
export function FileInput(props: WidgetProps): ReactNode {
  const { node, mode, host } = props
  const input = useInput(node, [], host)
  const model = useForm()?.model ?? null
  const rules = fileRulesOf(input.field?.constraints ?? node.props)
  const uploads = useUploads({
    rules,
    value: input.value,
    onChange: (value) => {
      input.set(value)
      input.commit(value)
    },
    send: (file, onProgress, signal) =>
      host.upload(
        { file, onProgress, signal },
        input.field && model
          ? { collection: model.name, field: input.field.name }
          : { input: node, name: input.aria.name },
      ),
  })
  const control = <FilePicker rules={rules} uploads={uploads} aria={input.aria} isInert={isEdit(mode)} />
  return <Field {...props} input={input} control={control} />
}

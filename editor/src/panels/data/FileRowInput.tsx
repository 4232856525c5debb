import type { FieldView } from '@axiom/shared/document/views'
import type { Json } from '@axiom/shared/json'
import { fileRulesOf } from '@axiom/shared/model/files'
import { Input } from '@mantine/core'
import { useId, type ReactNode } from 'react'

import { getAccessToken } from '../../api/session.ts'
import { uploadFile } from '../../api/upload.ts'
import { useModels, useProjectSession } from '../../document/hooks.ts'
import { FilePicker } from '../../widgets/FilePicker.tsx'
import { useUploads } from '../../widgets/useUploads.ts'
import { useEnvironment } from './useEnvironment.ts'

import '../../widgets/widgets.css'

interface Props {
  field: FieldView
  value: Json
  error: string | null
  onChange: (value: Json) => void
}

/** Files of a record: sent as soon as they are chosen, held once the record is saved. */
export function FileRowInput({ field, value, error, onChange }: Props): ReactNode {
  const { projectId } = useProjectSession()
  const { env } = useEnvironment()
  const collection = useModels().find(({ id }) => id === field.modelId)?.name ?? ''
  const id = useId()
  const { required } = field.constraints
  const rules = fileRulesOf(field.constraints)
  const uploads = useUploads({
    rules,
    value,
    onChange: (next) => onChange(rules.multiple || !Array.isArray(next) ? next : (next[0] ?? null)),
    send: (file, onProgress, signal) =>
      uploadFile({
        endpoint: `/api/dynamic/${projectId}/files?env=${env}`,
        metadata: { collection, field: field.name },
        token: getAccessToken,
        file,
        onProgress,
        signal,
      }),
  })
  return (
    <Input.Wrapper id={id} label={field.label} required={required === true} error={error}>
      <div className="ax-app-look">
        <FilePicker rules={rules} uploads={uploads} aria={{ id }} isInert={false} />
      </div>
    </Input.Wrapper>
  )
}

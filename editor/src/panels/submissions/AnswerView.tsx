import type { Json } from '@axiom/shared/json'
import { filesIn } from '@axiom/shared/model/files'
import type { ReactNode } from 'react'

import { t } from '../../texts/t.ts'
import { FileLinks } from '../../widgets/FileLinks.tsx'

/** One answer. Texts stay texts: whatever somebody sent, nothing of it is a link or runs. */
export function AnswerView({ value }: { value: Json }): ReactNode {
  if (filesIn(value).length > 0)
    return (
      <span className="ax-app-look">
        <FileLinks value={value} isInert={false} />
      </span>
    )
  const text = answerText(value)
  return text === '' ? <span className="ax-cell-none">–</span> : text
}

/** An answer as text; files by their names. */
export function answerText(value: Json): string {
  const files = filesIn(value)
  if (files.length > 0) return files.map(({ name }) => name).join(', ')
  if (value === null) return ''
  if (typeof value === 'boolean') return t(value ? 'data.yes' : 'data.no')
  if (Array.isArray(value)) return value.map(answerText).join(', ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

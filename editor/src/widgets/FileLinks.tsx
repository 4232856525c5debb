import type { Json } from '@axiom/shared/json'
import { type FileDescriptor, filesIn, isPicture } from '@axiom/shared/model/files'
import type { ReactNode } from 'react'

import { safeUrl } from './props.ts'
import { pictureOf } from './useUploads.ts'

interface FileLinksProps {
  value: Json
  /** On the canvas nothing is opened. */
  isInert: boolean
}

/** The files of a value: pictures small, others by their names, each to be opened. */
export function FileLinks({ value, isInert }: FileLinksProps): ReactNode {
  return (
    <span className="aw-file-links">
      {filesIn(value).map((file) => (
        <FileLink key={file.id} file={file} isInert={isInert} />
      ))}
    </span>
  )
}

function FileLink({ file, isInert }: { file: FileDescriptor; isInert: boolean }): ReactNode {
  const url: unknown = Reflect.get(file, 'url')
  const href = typeof url === 'string' ? safeUrl(url) : undefined
  const shown =
    href !== undefined && isPicture(file.type) ? (
      <img className="aw-file-picture" src={pictureOf(href, 'small')} alt={file.name} loading="lazy" />
    ) : (
      file.name
    )
  if (isInert || href === undefined) return <span>{shown}</span>
  return (
    <a className="aw-link" href={href} target="_blank" rel="noopener noreferrer" title={file.name}>
      {shown}
    </a>
  )
}

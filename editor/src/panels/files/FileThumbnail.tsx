import type { ProjectFile } from '@axiom/shared/contracts/files'
import { isPicture } from '@axiom/shared/model/files'
import { IconFile } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { pictureOf } from '../../widgets/useUploads.ts'

/** A small picture of a file, or a sign for one. */
export function FileThumbnail({ file: { type, url, state } }: { file: ProjectFile }): ReactNode {
  if (isPicture(type) && state === 'ready')
    return <img className="ax-thumb" src={pictureOf(url, 'small')} alt="" loading="lazy" />
  return (
    <span className="ax-thumb">
      <IconFile size={14} stroke={1.8} aria-hidden="true" />
    </span>
  )
}

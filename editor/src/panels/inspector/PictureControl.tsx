import type { ProjectFile } from '@axiom/shared/contracts/files'
import type { FileRules } from '@axiom/shared/model/files'
import { Button, Modal } from '@mantine/core'
import { IconPhotoPlus } from '@tabler/icons-react'
import { useRef, useState, type ReactNode } from 'react'

import { addressOfFile, uploadProjectFile, useProjectFiles } from '../../api/projectFiles.ts'
import { useProjectSession } from '../../document/hooks.ts'
import { useEditorState } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'
import { DraftField } from '../../ui/Field.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { pictureOf, useUploads } from '../../widgets/useUploads.ts'
import { UploadRows } from '../files/UploadRows.tsx'
import type { ControlProps } from './controlProps.ts'

import '../files/files.css'

const PICTURES: FileRules = { multiple: true, accept: ['image/*'], maxBytes: null, maxFiles: 10_000 }

/** An address, or one of the project's pictures. */
export function PictureControl({ field, value, onChange, presence }: ControlProps): ReactNode {
  const [isChoosing, setChoosing] = useState(false)
  const isReadOnly = useEditorState((state) => state.readOnly)
  const known = value.kind === 'same' ? value.value : null
  const text = typeof known === 'string' ? known : ''
  return (
    <div className="ax-row4">
      <div className="ax-grow">
        <DraftField
          label={field.label}
          value={text}
          inputMode="url"
          onCommit={onChange}
          {...presence}
          {...(value.kind === 'mixed' ? { placeholder: t('inspector.mixed') } : {})}
        />
      </div>
      <IconButton label={t('files.choose')} size="xs" disabled={isReadOnly} onClick={() => setChoosing(true)}>
        <IconPhotoPlus size={14} stroke={1.8} />
      </IconButton>
      {isChoosing && (
        <PictureDialog
          chosen={text}
          onChoose={(url) => {
            onChange(url)
            setChoosing(false)
          }}
          onClose={() => setChoosing(false)}
        />
      )}
    </div>
  )
}

interface DialogProps {
  chosen: string
  onChoose: (url: string) => void
  onClose: () => void
}

function PictureDialog({ chosen, onChoose, onClose }: DialogProps): ReactNode {
  const { projectId } = useProjectSession()
  const { list, refresh } = useProjectFiles(projectId)
  const input = useRef<HTMLInputElement>(null)
  const uploads = useUploads({
    rules: PICTURES,
    value: null,
    onChange: () => void refresh(),
    send: async (file, onProgress, signal) => {
      const made = await uploadProjectFile(projectId, { file, onProgress, signal })
      await refresh()
      onChoose(addressOfFile(projectId, made.id))
      return made
    },
  })
  const pictures = (list.data?.data ?? []).filter(({ type, state }) => type.startsWith('image/') && state === 'ready')
  return (
    <Modal opened onClose={onClose} title={t('files.choose')}>
      <input
        ref={input}
        type="file"
        accept="image/*"
        hidden
        onChange={({ target }) => uploads.add([...(target.files ?? [])])}
      />
      <Button variant="default" mb="sm" onClick={() => input.current?.click()}>
        {t('files.upload')}
      </Button>
      <UploadRows uploads={uploads} />
      {list.isSuccess && pictures.length === 0 && <p className="ax-empty">{t('files.noPictures')}</p>}
      <ul className="ax-pictures">
        {pictures.map((picture) => (
          <li key={picture.id}>
            <Picture picture={picture} isChosen={picture.url === chosen} onChoose={() => onChoose(picture.url)} />
          </li>
        ))}
      </ul>
    </Modal>
  )
}

interface PictureProps {
  picture: ProjectFile
  isChosen: boolean
  onChoose: () => void
}

function Picture({ picture: { name, url }, isChosen, onChoose }: PictureProps): ReactNode {
  return (
    <button type="button" className="ax-picture" aria-pressed={isChosen} onClick={onChoose}>
      <img src={pictureOf(url, 'small')} alt="" loading="lazy" />
      <span className="ax-cut">{name}</span>
    </button>
  )
}

import type { ProjectFile } from '@axiom/shared/contracts/files'
import type { FileRules } from '@axiom/shared/model/files'
import { TextInput } from '@mantine/core'
import { IconUpload } from '@tabler/icons-react'
import { type DragEvent, type ReactNode, useRef, useState } from 'react'

import { uploadProjectFile, useProjectFiles } from '../../api/projectFiles.ts'
import { useProjectSession } from '../../document/hooks.ts'
import { useEditorState } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { PanelHead } from '../../ui/Panel.tsx'
import { bytes, useUploads } from '../../widgets/useUploads.ts'
import { FileDialog } from './FileDialog.tsx'
import { FileThumbnail } from './FileThumbnail.tsx'
import { UploadRows } from './UploadRows.tsx'

import './files.css'

/** As many as like, of any kind: the server says what is too much. */
const ANY: FileRules = { multiple: true, accept: [], maxBytes: null, maxFiles: 10_000 }
/** So many are found by looking. */
const FEW = 8

/** Files of the project, below its models: thumbnails, and room for new ones. */
export function FilesSection(): ReactNode {
  const { projectId } = useProjectSession()
  const isReadOnly = useEditorState((state) => state.readOnly)
  const [search, setSearch] = useState('')
  const [openId, setOpenId] = useState<string | null>(null)
  const input = useRef<HTMLInputElement>(null)
  const { list, refresh } = useProjectFiles(projectId, search)
  const uploads = useUploads({
    rules: ANY,
    value: null,
    onChange: () => void refresh(),
    send: (file, onProgress, signal) => uploadProjectFile(projectId, { file, onProgress, signal }),
  })
  const files = list.data?.data ?? []
  const usage = list.data?.meta.usage
  const open = files.find(({ id }) => id === openId)
  const drop = useDrop(uploads.add, !isReadOnly)
  return (
    <section className="ax-files" aria-label={t('files.title')} {...drop}>
      <PanelHead title={t('files.title')}>
        <IconButton label={t('files.upload')} size="xs" disabled={isReadOnly} onClick={() => input.current?.click()}>
          <IconUpload size={14} stroke={1.8} />
        </IconButton>
      </PanelHead>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={({ target }) => {
          uploads.add([...(target.files ?? [])])
          target.value = ''
        }}
      />
      {(search !== '' || files.length > FEW) && (
        <TextInput
          className="ax-files-search"
          size="xs"
          type="search"
          aria-label={t('files.search')}
          placeholder={t('files.search')}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      )}
      <UploadRows uploads={uploads} />
      {list.isSuccess && files.length === 0 && (
        <p className="ax-empty">{t(search === '' ? 'files.empty' : 'files.none')}</p>
      )}
      {list.isError && <p className="ax-empty ax-error-text">{list.error.message}</p>}
      <ul className="ax-list" aria-label={t('files.title')}>
        {files.map((file) => (
          <FileRow key={file.id} file={file} onOpen={() => setOpenId(file.id)} />
        ))}
      </ul>
      {usage && usage.files > 0 && (
        <p className="ax-meta ax-files-usage" title={t('files.usageHint', { count: usage.files })}>
          {t('files.usage', { used: bytes(usage.bytes), quota: bytes(usage.quota) })}
        </p>
      )}
      {open && <FileDialog key={open.id} file={open} onClose={() => setOpenId(null)} />}
    </section>
  )
}

/** Files that are dropped on an element. */
function useDrop(onFiles: (files: File[]) => void, isOpen: boolean) {
  const [isOver, setOver] = useState(false)
  return {
    'data-over': isOver || undefined,
    onDragOver(event: DragEvent) {
      if (!isOpen || !event.dataTransfer.types.includes('Files')) return
      event.preventDefault()
      event.stopPropagation()
      setOver(true)
    },
    onDragLeave: () => setOver(false),
    onDrop(event: DragEvent) {
      event.preventDefault()
      // Here a table is a file, not a model to be.
      event.stopPropagation()
      setOver(false)
      if (isOpen) onFiles([...event.dataTransfer.files])
    },
  }
}

function FileRow({ file, onOpen }: { file: ProjectFile; onOpen: () => void }): ReactNode {
  const { name, size, state } = file
  return (
    <li className="ax-list-row ax-file-row">
      <button type="button" className="ax-row-main" title={t('files.open', { name })} onClick={onOpen}>
        <FileThumbnail file={file} />
        <span className="ax-grow ax-cut">{name}</span>
        <span className="ax-meta ax-num">{state === 'ready' ? bytes(size) : t(`files.${state}`)}</span>
      </button>
    </li>
  )
}

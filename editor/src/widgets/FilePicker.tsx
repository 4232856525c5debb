import { type FileRules, MOST_FILES } from '@axiom/shared/model/files'
import { type DragEvent, type ReactNode, useRef, useState } from 'react'

import { r } from '../texts/r.ts'
import { bytes, type UploadItem, type useUploads } from './useUploads.ts'

interface FilePickerProps {
  rules: FileRules
  uploads: ReturnType<typeof useUploads>
  /** Of the control: its id and what describes it. */
  aria: {
    id: string
    name?: string | undefined
    'aria-invalid'?: boolean | undefined
    'aria-describedby'?: string | undefined
    required?: boolean
    disabled?: boolean
  }
  /** On the canvas nothing is chosen. */
  isInert: boolean
}

/** Chooses files, from a dialog, by dropping them, or with the camera of a phone; each shows how far it is. */
export function FilePicker({ rules, uploads, aria, isInert }: FilePickerProps): ReactNode {
  const [isOver, setOver] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const isClosed = isInert || aria.disabled === true || uploads.isFull
  const handleDrop = (event: DragEvent): void => {
    event.preventDefault()
    setOver(false)
    if (!isClosed) uploads.add([...event.dataTransfer.files])
  }
  const { required: _said, ...rest } = aria
  return (
    <div className="aw-files">
      <div
        className={`aw-drop${isOver ? ' is-over' : ''}`}
        onDragOver={(event) => {
          event.preventDefault()
          setOver(!isClosed)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={handleDrop}
      >
        <input
          {...rest}
          ref={input}
          type="file"
          className="aw-file-input"
          tabIndex={isInert ? -1 : 0}
          accept={rules.accept.join(',') || undefined}
          multiple={rules.multiple}
          disabled={isClosed}
          onClick={(event) => isInert && event.preventDefault()}
          onChange={({ target }) => {
            uploads.add([...(target.files ?? [])])
            // The same file may be chosen again.
            target.value = ''
          }}
        />
        <span className="aw-drop-text" aria-hidden="true">
          <b>{r(rules.multiple ? 'file.chooseMany' : 'file.choose')}</b> {r('file.orDrop')}
        </span>
        <span className="aw-help" aria-hidden="true">
          {hintOf(rules)}
        </span>
      </div>
      <ul className="aw-file-list" aria-live="polite">
        {uploads.items.map((item) => (
          <FileRow
            key={item.key}
            item={item}
            onRemove={() => {
              uploads.remove(item.key)
              input.current?.focus()
            }}
            onRetry={() => uploads.retry(item.key)}
          />
        ))}
      </ul>
    </div>
  )
}

function hintOf({ accept, maxBytes, multiple, maxFiles }: FileRules): string {
  return [
    accept.join(', '),
    maxBytes === null ? '' : r('file.upTo', { limit: bytes(maxBytes) }),
    multiple && maxFiles < MOST_FILES ? r('file.most', { count: maxFiles }) : '',
  ]
    .filter(Boolean)
    .join(' · ')
}

interface FileRowProps {
  item: UploadItem
  onRemove: () => void
  onRetry: () => void
}

function FileRow({ item, onRemove, onRetry }: FileRowProps): ReactNode {
  const { name, size, state, sent, message, preview } = item
  return (
    <li className={`aw-file is-${state}`}>
      {preview === null ? (
        <span className="aw-file-kind" aria-hidden="true">
          {endingOf(name)}
        </span>
      ) : (
        <img className="aw-file-picture" src={preview} alt="" />
      )}
      <span className="aw-file-main">
        <span className="aw-file-name">{name}</span>
        {state === 'sending' && (
          <progress aria-label={r('file.sending', { name })} value={sent} max={Math.max(size, 1)}>
            {Math.round((sent / Math.max(size, 1)) * 100)} %
          </progress>
        )}
        {state === 'failed' && <span className="aw-error">{message}</span>}
        {state === 'done' && <span className="aw-help">{bytes(size)}</span>}
      </span>
      {state === 'failed' && (
        <button type="button" className="aw-plain" onClick={onRetry}>
          {r('file.retry')}
        </button>
      )}
      <button
        type="button"
        className="aw-plain"
        aria-label={r(state === 'sending' ? 'file.cancelOne' : 'input.remove', { name })}
        onClick={onRemove}
      >
        {r(state === 'sending' ? 'file.cancel' : 'file.remove')}
      </button>
    </li>
  )
}

function endingOf(name: string): string {
  return (/\.([a-z0-9]{1,4})$/i.exec(name)?.[1] ?? '…').toUpperCase()
}

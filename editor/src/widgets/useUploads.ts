import type { Json } from '@axiom/shared/json'
import {
  type FileDescriptor,
  type FileRules,
  filesIn,
  isAccepted,
  isPicture,
  MEGABYTE,
} from '@axiom/shared/model/files'
import { useEffect, useRef, useState } from 'react'

import { UploadRefused } from '../api/upload.ts'
import { r } from '../texts/r.ts'

/** Sends one file; rejects with `UploadRefused` for a refusal. */
export type SendFile = (file: File, onProgress: (sent: number) => void, signal: AbortSignal) => Promise<FileDescriptor>

/** A file of an input, on its way or there. */
export interface UploadItem {
  key: string
  name: string
  type: string
  size: number
  state: 'sending' | 'failed' | 'done'
  /** Bytes that have arrived. */
  sent: number
  /** Why it failed. */
  message: string
  /** What can be shown of it at once. */
  preview: string | null
  /** Once it is there. */
  file: FileDescriptor | null
}

export interface UploadOptions {
  rules: FileRules
  /** What is there to begin with. */
  value: Json
  onChange: (value: Json) => void
  send: SendFile
}

/** The files of an input: sent as soon as they are chosen, each by itself; what fails can be tried again. */
export function useUploads({ rules, value, onChange, send }: UploadOptions) {
  const [items, setItems] = useState<readonly UploadItem[]>(() => filesIn(value).map(fromFile))
  const now = useRef(items)
  const running = useRef(new Map<string, { source: File; abort: AbortController }>())

  function set(next: readonly UploadItem[]): void {
    const [before, after] = [JSON.stringify(valueOf(now.current)), valueOf(next)]
    now.current = next
    setItems(next)
    if (before !== JSON.stringify(after)) onChange(after)
  }
  const patch = (key: string, change: Partial<UploadItem>): void =>
    set(now.current.map((item) => (item.key === key ? { ...item, ...change } : item)))

  async function start(key: string, source: File): Promise<void> {
    const abort = new AbortController()
    running.current.set(key, { source, abort })
    patch(key, { state: 'sending', sent: 0, message: '' })
    try {
      const file = await send(source, (sent) => patch(key, { sent }), abort.signal)
      patch(key, { state: 'done', file, sent: file.size, type: file.type })
    } catch (error) {
      if (abort.signal.aborted) return
      const message = error instanceof UploadRefused && error.message !== '' ? error.message : r('file.failed')
      patch(key, { state: 'failed', message })
    }
  }

  function forget(keys: readonly string[]): void {
    for (const key of keys) {
      running.current.get(key)?.abort.abort()
      running.current.delete(key)
      const preview = now.current.find((item) => item.key === key)?.preview
      if (preview?.startsWith('blob:')) URL.revokeObjectURL(preview)
    }
  }

  useEffect(() => {
    const [shown, under] = [now, running]
    return () => {
      for (const { abort } of under.current.values()) abort.abort()
      for (const { preview } of shown.current) if (preview?.startsWith('blob:')) URL.revokeObjectURL(preview)
    }
  }, [])

  return {
    items,
    add(files: readonly File[]): void {
      const chosen = rules.multiple ? files : files.slice(0, 1)
      const room = rules.multiple ? Math.max(0, rules.maxFiles - now.current.length) : 1
      if (!rules.multiple && chosen.length > 0) {
        forget(now.current.map(({ key }) => key))
        now.current = []
      }
      const made = chosen.slice(0, room).map((source) => ({ source, item: fromSource(source, rules) }))
      set([...now.current, ...made.map(({ item }) => item)])
      for (const { source, item } of made) if (item.state === 'sending') void start(item.key, source)
    },
    remove(key: string): void {
      forget([key])
      set(now.current.filter((item) => item.key !== key))
    },
    retry(key: string): void {
      const source = running.current.get(key)?.source
      if (source) void start(key, source)
    },
    isFull: rules.multiple && items.length >= rules.maxFiles,
  }
}

let count = 0

function fromFile(file: FileDescriptor): UploadItem {
  const url: unknown = Reflect.get(file, 'url')
  const preview = typeof url === 'string' && isPicture(file.type) ? pictureOf(url, 'small') : null
  const { name, type, size } = file
  return { key: file.id, name, type, size, state: 'done', sent: size, message: '', preview, file }
}

function fromSource(source: File, rules: FileRules): UploadItem {
  const { name, type, size } = source
  const message = problemOf(source, rules)
  return {
    key: `new-${++count}`,
    name,
    type,
    size,
    state: message === '' ? 'sending' : 'failed',
    sent: 0,
    message,
    preview: isPicture(type) ? URL.createObjectURL(source) : null,
    file: null,
  }
}

/** What the server would refuse is said before it is sent. Kinds are its business unless the browser is sure. */
function problemOf({ name, type, size }: File, { accept, maxBytes }: FileRules): string {
  if (maxBytes !== null && size > maxBytes) return r('file.tooLarge', { limit: bytes(maxBytes) })
  return type !== '' && !isAccepted(accept, { name, type }) ? r('file.wrongKind', { kinds: accept.join(', ') }) : ''
}

/** Files that are there; of the others enough to know that something is missing. */
function valueOf(items: readonly UploadItem[]): Json {
  return items.map(({ file, name, state }) => (file ? { ...file } : { name, state }))
}

/** The address of a smaller picture. */
export function pictureOf(url: string, variant: 'small' | 'medium' | 'large'): string {
  return `${url}${url.includes('?') ? '&' : '?'}variant=${variant}`
}

/** A size for people. */
export function bytes(size: number): string {
  if (size >= 1024 * MEGABYTE) return `${(size / 1024 / MEGABYTE).toFixed(1)} GB`
  if (size >= MEGABYTE) return `${(size / MEGABYTE).toFixed(size < 10 * MEGABYTE ? 1 : 0)} MB`
  return size >= 1024 ? `${Math.round(size / 1024)} KB` : `${size} B`
}

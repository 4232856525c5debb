import { Button, Modal } from '@mantine/core'
import { IconDownload, IconFileImport, IconRestore, IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, useState, type ReactNode } from 'react'

import { useSession } from '../../api/session.ts'
import { useProjectSession } from '../../document/hooks.ts'
import { bringBack, listCopies, readChangesFile, removeCopy, waiting, waitingIn } from '../../document/localCopies.ts'
import type { LocalCopy } from '../../document/localCopies.ts'
import { announce } from '../../session/announcements.ts'
import { useEditorState } from '../../session/editorState.ts'
import { formatWhen, isTextKey, t } from '../../texts/t.ts'
import { downloadChanges } from '../downloadChanges.ts'

import './copies.css'

interface Props {
  opened: boolean
  onClose: () => void
}

type Entries = ReturnType<typeof waiting>

/** What was put aside on this device, and files of it: brought back, downloaded, deleted. */
export function CopiesDialog({ opened, onClose }: Props): ReactNode {
  const isReadOnly = useEditorState((state) => state.readOnly)
  return (
    <Modal opened={opened} onClose={onClose} title={t('copies.title')} size={560}>
      <p className="ax-muted">{t('copies.lead')}</p>
      {isReadOnly && <p className="ax-copies-note">{t('copies.readOnly')}</p>}
      <Copies />
      <FromFile />
    </Modal>
  )
}

function Copies(): ReactNode {
  const { projectId } = useProjectSession()
  const userId = useUserId()
  const copies = useQuery({
    queryKey: ['copies', userId, projectId],
    queryFn: () => listCopies(userId, projectId),
    staleTime: 0,
    // Asked of this device.
    networkMode: 'always',
  })
  if (copies.isPending)
    return <div className="ax-skeleton ax-copies-skeleton" role="status" aria-label={t('copies.loading')} />
  if (copies.isError)
    return (
      <p className="ax-error-text" role="alert">
        {copies.error.message}
      </p>
    )
  if (copies.data.length === 0) return <p className="ax-copies-note">{t('copies.none')}</p>
  return (
    <ul className="ax-copies" aria-label={t('copies.title')}>
      {copies.data.map((copy) => (
        <CopyRow key={copy.id} copy={copy} />
      ))}
    </ul>
  )
}

function CopyRow({ copy }: { copy: LocalCopy }): ReactNode {
  const { doc } = useProjectSession()
  const [asks, setAsks] = useState(false)
  const userId = useUserId()
  const queries = useQueryClient()
  const remove = useMutation({
    mutationFn: () => removeCopy(userId, copy.id),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['copies'] }),
    networkMode: 'always',
  })
  const key = `copies.reason.${copy.reason}`
  return (
    <li>
      <div className="ax-grow">
        <span className="ax-medium">
          {isTextKey(key) ? t(key) : t('copies.reason.other', { reason: [copy.reason, copy.key].join(' ').trim() })}
        </span>
        <span className="ax-meta">{formatWhen(new Date(copy.at).toISOString())}</span>
      </div>
      <BringBack read={() => waitingIn(copy, doc)} />
      <div className="ax-row">
        <Button
          size="sm"
          variant="default"
          leftSection={<IconDownload size={14} />}
          onClick={() => downloadChanges([{ ...copy.unsent, changes: waitingIn(copy, doc).length }])}
        >
          {t('copies.download')}
        </Button>
        <Button
          size="sm"
          variant={asks ? 'filled' : 'subtle'}
          color={asks ? 'red' : 'gray'}
          leftSection={<IconTrash size={14} />}
          loading={remove.isPending}
          onClick={() => (asks ? remove.mutate() : setAsks(true))}
        >
          {t(asks ? 'copies.deleteNow' : 'copies.delete')}
        </Button>
      </div>
    </li>
  )
}

/** How much of it is not in the project, and the button that changes that. */
function BringBack({ read }: { read: () => Entries }): ReactNode {
  const session = useProjectSession()
  const isReadOnly = useEditorState((state) => state.readOnly)
  const [entries, setEntries] = useState(read)
  const count = entries.length
  const handleClick = (): void => {
    bringBack(session, entries, t('copies.step', { count }))
    announce(t('copies.back', { count }))
    setEntries(read())
  }
  return (
    <div className="ax-row">
      <span className="ax-grow ax-muted" role="status">
        {count === 0 ? t('copies.same') : t('copies.waiting', { count })}
      </span>
      {count > 0 && (
        <Button size="sm" leftSection={<IconRestore size={14} />} disabled={isReadOnly} onClick={handleClick}>
          {t('copies.bringBack')}
        </Button>
      )}
    </div>
  )
}

function FromFile(): ReactNode {
  const { doc, projectId } = useProjectSession()
  const input = useRef<HTMLInputElement>(null)
  const [found, setFound] = useState<{ name: string; entries: Entries } | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const handleFile = async (file: File): Promise<void> => {
    setFound(null)
    try {
      const difference = readChangesFile(await file.text(), projectId)
      setProblem(difference === null ? t('copies.otherProject') : null)
      if (difference !== null) setFound({ name: file.name, entries: waiting(doc, difference) })
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      setProblem(t('copies.notAFile'))
    }
  }
  return (
    <section className="ax-copies-file" aria-label={t('copies.file')}>
      <h3>{t('copies.file')}</h3>
      <p className="ax-muted">{t('copies.fileLead')}</p>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        hidden
        aria-label={t('copies.choose')}
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0]
          // The same file may be chosen again.
          currentTarget.value = ''
          if (file) void handleFile(file)
        }}
      />
      <Button
        size="sm"
        variant="default"
        leftSection={<IconFileImport size={14} />}
        onClick={() => input.current?.click()}
      >
        {t('copies.choose')}
      </Button>
      {problem !== null && (
        <p className="ax-error-text" role="alert">
          {problem}
        </p>
      )}
      {found && (
        <div className="ax-copies-found">
          <span className="ax-medium ax-cut">{found.name}</span>
          <BringBack key={found.name} read={() => waiting(doc, found)} />
        </div>
      )}
    </section>
  )
}

function useUserId(): string {
  const { user, known } = useSession()
  return (user ?? known)?.id ?? ''
}

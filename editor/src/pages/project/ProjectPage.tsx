import { useEffect, useMemo, useState, type ReactNode } from 'react'
import { useNavigate, useParams } from 'react-router'

import { ActionsProvider } from '../../actions/ActionsProvider.tsx'
import { ApiError } from '../../api/client.ts'
import { getAccessToken, useSession } from '../../api/session.ts'
import { InsertDragProvider } from '../../canvas/insertDrag.tsx'
import { useLoaded, useMeta, useProjectSession, useSyncStatus } from '../../document/hooks.ts'
import { ProjectSessionProvider } from '../../document/ProjectSessionProvider.tsx'
import { replayOf, type Renewal } from '../../document/renewal.ts'
import { PublishDialog } from '../../panels/publish/PublishDialog.tsx'
import { announce } from '../../session/announcements.ts'
import { resetEditorState, setReadOnly } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'
import { showToast } from '../../ui/toast.tsx'
import { AiUsageDialog } from '../AiUsageDialog.tsx'
import { DescribeChange, type InWords } from '../describe/DescribeChange.tsx'
import { downloadChanges } from '../downloadChanges.ts'
import { NotFoundPage } from '../NotFoundPage.tsx'
import { ShareDialog } from '../ShareDialog.tsx'
import { useProject } from '../useProjects.ts'
import { watchConflicts } from './conflicts.ts'
import { CopiesDialog } from './CopiesDialog.tsx'
import { EditorShell } from './EditorShell.tsx'
import { LeaveGuard } from './LeaveGuard.tsx'
import { ShellSkeleton } from './ShellSkeleton.tsx'
import { useResume } from './useResume.ts'
import { useReturn } from './useReturn.ts'

/** Stable, or the session would be opened afresh at each render. */
const sayRefused = (projectId: string, renewal: Renewal): void => {
  if (renewal.kind === 'dropped') return
  const replay = replayOf(renewal)
  // The document has begun anew, and nothing of one's own is in question.
  if (renewal.kind === 'outdated' && replay === null) return
  const parts = replay && { known: replay.known, own: replay.local }
  showToast({
    stays: true,
    message: whatHappened(renewal),
    ...(parts && {
      action: {
        label: t('changes.download'),
        run: () => downloadChanges([{ projectId, changes: renewal.changes, parts }]),
      },
    }),
  })
}

function whatHappened(renewal: Exclude<Renewal, { kind: 'dropped' }>): string {
  if (renewal.kind === 'outdated') return t('refused.outdated')
  const { kind, refusal } = renewal
  return t(`refused.${kind}`, { key: refusal.key || '…', code: refusal.code })
}

/** The editor of one project. Opens from this device first, so it works without network. */
export function ProjectPage(): ReactNode {
  const { projectId = '' } = useParams()
  const { user, known } = useSession()
  const who = user ?? known
  useEffect(() => resetEditorState(), [projectId])
  if (who === null) return null
  return <Project key={projectId} projectId={projectId} user={who} />
}

/** The project itself, or for a while a copy of it in which one prepares a suggestion. */
function Project({ projectId, user }: { projectId: string; user: { id: string; name: string } }): ReactNode {
  const [fork, setFork] = useState<Uint8Array | null>(null)
  return (
    <ProjectSessionProvider
      key={fork === null ? 'project' : 'fork'}
      projectId={projectId}
      user={user}
      getToken={getAccessToken}
      fork={fork}
      fallback={<ShellSkeleton />}
      onRefused={sayRefused}
    >
      <OpenProject setFork={setFork} />
    </ProjectSessionProvider>
  )
}

function OpenProject({ setFork }: { setFork: (fork: Uint8Array | null) => void }): ReactNode {
  const session = useProjectSession()
  const { projectId } = session
  const project = useProject(projectId)
  const loaded = useLoaded()
  const status = useSyncStatus()
  const name = useProjectName(project.data?.name)
  const navigate = useNavigate()
  const [dialog, setDialog] = useState<'share' | 'publish' | 'copies' | 'usage' | null>(null)
  const [inWords, setInWords] = useState<InWords | null>(null)
  const close = (): void => setDialog(null)
  const isFork = status.kind === 'fork'
  const maySuggest = !isFork && status.changes === 0 && project.data?.abilities.includes('proposals.create') === true
  const mayDescribe = !isFork && project.data?.abilities.includes('document.write') === true
  const maySeeUsage = project.data?.abilities.includes('ai.usage') === true
  const mayWrite = isFork || (project.data?.abilities.includes('document.write') ?? status.kind !== 'readOnly')

  useEffect(
    () =>
      watchConflicts(session, ({ message, action, run }) => {
        showToast({ message, action: { label: action, run } })
        announce(message)
      }),
    [session],
  )
  useResume()
  useReturn(useSession().known?.id)
  useEffect(() => setReadOnly(!mayWrite || ['readOnly', 'outage'].includes(status.kind)), [mayWrite, status.kind])
  useEffect(() => {
    document.title = `${name} · ${t('app.name')}`
  }, [name])
  const callbacks = useMemo(
    () => ({
      preview: () => void navigate(`/p/${projectId}/preview`),
      publish: () => setDialog('publish'),
      share: () => setDialog('share'),
      copies: () => setDialog('copies'),
      // It becomes an edit only when somebody accepts it, but words are read for those who may edit.
      ...(mayDescribe && {
        describe: (begun = '') => setInWords({ tab: 'describe', begun }),
        ask: () => setInWords({ tab: 'ask', begun: '' }),
      }),
      ...(maySeeUsage && { usage: () => setDialog('usage') }),
      ...(maySuggest && { suggest: () => setFork(session.encode()) }),
    }),
    [navigate, projectId, mayDescribe, maySeeUsage, maySuggest, setFork, session],
  )

  const isGone = project.error instanceof ApiError && (project.error.status === 404 || project.error.status === 403)
  if (isGone && !loaded) return <NotFoundPage />
  if (!loaded) return <ShellSkeleton />
  return (
    <ActionsProvider callbacks={callbacks}>
      <InsertDragProvider>
        <EditorShell name={name} project={project.data ?? null} onSuggested={() => setFork(null)} />
      </InsertDragProvider>
      {project.data && <ShareDialog project={project.data} opened={dialog === 'share'} onClose={close} />}
      <CopiesDialog opened={dialog === 'copies'} onClose={close} />
      <DescribeChange open={inWords} setOpen={setInWords} />
      <AiUsageDialog path={`/api/projects/${projectId}/ai-usage`} opened={dialog === 'usage'} onClose={close} />
      <LeaveGuard />
      <PublishDialog projectId={projectId} opened={dialog === 'publish'} onClose={close} />
    </ActionsProvider>
  )
}

/** The name in the document, where it is changed; the server's until that has come. */
function useProjectName(fromServer: string | undefined): string {
  const own = useMeta()['name']
  return typeof own === 'string' && own !== '' ? own : (fromServer ?? t('projects.untitled'))
}

import type { Breakpoint } from '@axiom/shared/document/views'
import { compileApp, type CompiledApp } from '@axiom/shared/model/app'
import { IconArrowLeft, IconDeviceDesktop, IconDeviceMobile } from '@tabler/icons-react'
import { useEffect, useMemo, useState, type ReactNode } from 'react'
import { Link, useParams } from 'react-router'

import { watchCollection } from '../../api/changes.ts'
import { getAccessToken, useSession } from '../../api/session.ts'
import { useLoaded, useProjectSession } from '../../document/hooks.ts'
import { ProjectSessionProvider } from '../../document/ProjectSessionProvider.tsx'
import { useEnvironment } from '../../panels/data/useEnvironment.ts'
import { AppView } from '../../runtime/AppView.tsx'
import { t } from '../../texts/t.ts'
import { Segments } from '../../ui/Segments.tsx'
import { useProject } from '../useProjects.ts'
import { fetchJson } from './fetchJson.ts'

import '../../runtime/runtime.css'
import '../../ui/kit.css'
import './project.css'
import './preview.css'

/** The app as visitors will have it, from the document as it is now. */
export function PreviewPage(): ReactNode {
  const { projectId = '' } = useParams()
  const { user, known } = useSession()
  const who = user ?? known
  if (who === null) return null
  return (
    <ProjectSessionProvider key={projectId} projectId={projectId} user={who} getToken={getAccessToken}>
      <Preview />
    </ProjectSessionProvider>
  )
}

function Preview(): ReactNode {
  const { projectId } = useProjectSession()
  const { data: project } = useProject(projectId)
  const [breakpoint, setBreakpoint] = useState<Breakpoint>(() =>
    matchMedia('(max-width: 760px)').matches ? 'phone' : 'desktop',
  )
  const { env } = useEnvironment()
  const loaded = useLoaded()
  const app = useCompiledApp(project?.name)
  const name = project?.name ?? app.name
  const environment = useMemo(() => () => env, [env])
  const watch = useMemo(() => watchCollection(projectId, env), [projectId, env])
  useEffect(() => {
    document.title = `${t('preview.title', { name })} · ${t('app.name')}`
  }, [name])
  return (
    <div className="ax-preview">
      <header className="ax-top">
        <div className="ax-top-part">
          <Link to={`/p/${projectId}`} className="ax-crumb" data-crumb>
            <IconArrowLeft size={16} stroke={1.6} aria-hidden="true" />
            {t('preview.back')}
          </Link>
        </div>
        <Segments
          label={t('top.breakpoint')}
          value={breakpoint}
          onChange={setBreakpoint}
          segments={[
            { value: 'desktop', label: t('top.desktop'), shown: <IconDeviceDesktop size={16} stroke={1.6} /> },
            { value: 'phone', label: t('top.phone'), shown: <IconDeviceMobile size={16} stroke={1.6} /> },
          ]}
        />
        <div className="ax-top-part ax-top-end">
          <span className="ax-badge">{t(`preview.${env}`)}</span>
        </div>
      </header>
      <div className="ax-preview-stage" data-breakpoint={breakpoint}>
        {loaded && (
          <div className="ax-preview-frame" data-mantine-color-scheme="light">
            <AppView
              app={app}
              env={environment}
              fetchJson={fetchJson}
              token={getAccessToken}
              watch={watch}
              breakpoint={breakpoint}
              embedded
            />
          </div>
        )}
      </div>
    </div>
  )
}

const GATHER_MS = 80

/** The document compiled, again after each change that somebody makes meanwhile. */
function useCompiledApp(name: string | undefined): CompiledApp {
  const { doc, store, projectId } = useProjectSession()
  const [app, setApp] = useState(() => compileApp(doc, projectId))
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const compile = (): void => {
      timer = undefined
      setApp(compileApp(doc, projectId))
    }
    compile()
    const stop = store.subscribe('any', () => {
      timer ??= setTimeout(compile, GATHER_MS)
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [doc, store, projectId])
  return useMemo(() => ({ ...app, name: name ?? app.name }), [app, name])
}

import type { CompiledApp } from '@axiom/shared/model/app'
import { createRoot } from 'react-dom/client'

import { r } from '../texts/r.ts'
import type { FetchJson } from '../widgets/apiHost.ts'
import { AppView } from './AppView.tsx'
import { createChangeStream } from './changeStream.ts'
import { Failure } from './Failure.tsx'

import './runtime.css'

const fetchJson: FetchJson = async (method, path, body, signal) => {
  const answer = await fetch(path, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    ...(signal ? { signal } : {}),
  })
  const isJson = answer.headers.get('content-type')?.includes('json') === true
  return { status: answer.status, body: isJson ? await answer.json() : null }
}

const element = document.getElementById('app')
if (element) {
  const root = createRoot(element)
  const fail = (why: 'notHere' | 'offline'): void =>
    root.render(
      <main>
        <Failure title={r(`app.${why}.title`)} lead={r(`app.${why}.lead`)} />
      </main>,
    )
  try {
    const { status, body } = await fetchJson('GET', '/app.json')
    if (status === 200) {
      const app = body as CompiledApp
      const watch = createChangeStream(`/api/dynamic/${app.projectId}/changes`)
      root.render(<AppView app={app} env={() => ''} fetchJson={fetchJson} watch={watch} />)
    } else fail('notHere')
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    fail('offline')
  }
}

import type { ServedApp } from '@axiom/shared/model/visibleApp'
import { createRoot } from 'react-dom/client'

import { r } from '../texts/r.ts'
import type { FetchJson } from '../widgets/apiHost.ts'
import { App } from './App.tsx'
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
    if (status === 200) root.render(<App first={body as ServedApp} fetchJson={fetchJson} />)
    else fail('notHere')
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    fail('offline')
  }
}

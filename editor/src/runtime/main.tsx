import type { ServedApp } from '@axiom/shared/model/visibleApp'
import { createRoot } from 'react-dom/client'

import { r } from '../texts/r.ts'
import { App } from './App.tsx'
import { Failure } from './Failure.tsx'
import { fetchJson } from './fetchJson.ts'
import { installShell } from './shell/installShell.ts'

import './runtime.css'

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
      const app = body as ServedApp
      root.render(<App first={app} fetchJson={fetchJson} />)
      installShell(app)
    } else fail('notHere')
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    fail('offline')
  }
}

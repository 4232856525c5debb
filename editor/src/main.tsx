import './policy.ts'
import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import '@mantine/spotlight/styles.css'
import 'virtual:mantine-variables.css'
import './theme/tokens.css'
import './theme/base.css'
import { createRoot } from 'react-dom/client'

import { App } from './pages/App.tsx'

// Before the first paint, so that a dark desk does not flash white; an inline script would need a hole in the policy.
const chosen = localStorage.getItem('mantine-color-scheme-value')
const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
document.documentElement.dataset['mantineColorScheme'] = dark ? 'dark' : 'light'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')
createRoot(root).render(<App />)

if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  // Without a worker the editor works as well, only not from a cold start without network.
  navigator.serviceWorker.register('/sw.js').catch((error: unknown) => reportError(error))
}

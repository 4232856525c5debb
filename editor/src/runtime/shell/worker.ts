import { openOutboxStore } from '../outbox/outboxStore.ts'
import { KEPT_APP } from './keptApp.ts'

/** Set when it is built: the files of the shell, and what tells one build from another. */
declare const SHELL_FILES: readonly string[]
declare const SHELL_ID: string

/** What of a service worker's world is used; its whole types and those of pages cannot be had in one program. */
interface Lasting {
  waitUntil(work: Promise<unknown>): void
}
interface Fetching extends Lasting {
  request: Request
  respondWith(answer: Promise<Response>): void
}
interface WorkerScope {
  clients: { claim(): Promise<void> }
  addEventListener(type: 'install' | 'activate', listener: (event: Lasting) => void): void
  addEventListener(type: 'fetch', listener: (event: Fetching) => void): void
}

const PAGE = '/'
const SHELL_PREFIX = 'axiom-shell-'
const SHELL = SHELL_PREFIX + SHELL_ID
/** A server that takes longer is as good as away, when there is something to show instead. */
const PATIENCE_MS = 6_000
/** No sign-in at an app lasts longer; what was kept of it then shows nobody anything any more. */
const APP_KEPT_MS = 30 * 24 * 3600_000

const worker = globalThis as unknown as WorkerScope

// A newer shell waits until no page of this one is open: page and scripts are always of one build.
worker.addEventListener('install', (event) => event.waitUntil(keepShell()))

worker.addEventListener('activate', (event) => event.waitUntil(dropOldShells().then(() => worker.clients.claim())))

worker.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== location.origin || pathname.startsWith('/api/')) return
  if (request.mode === 'navigate') event.respondWith(pageOf(request))
  else if (pathname === '/app.json') event.respondWith(appOf(event))
  else if (pathname.startsWith('/assets/')) event.respondWith(assetOf(request))
})

async function keepShell(): Promise<void> {
  const cache = await caches.open(SHELL)
  await cache.addAll([PAGE, ...SHELL_FILES])
  // The page that is open asked before anybody listened.
  const app = await fetch('/app.json')
  if (app.ok) await keepApp(app)
}

async function dropOldShells(): Promise<void> {
  const old = (await caches.keys()).filter((name) => name.startsWith(SHELL_PREFIX) && name !== SHELL)
  await Promise.all(old.map((name) => caches.delete(name)))
}

/** The server first: it knows who may show the app in a frame, and whether it is still there. */
async function pageOf(request: Request): Promise<Response> {
  const kept = (await caches.open(SHELL)).match(PAGE)
  const answer = (await inTime(fetch(request), kept)) ?? Response.error()
  // The app has moved: first what waits here is sent, as it can be sent from nowhere else. Then the page leads on by itself.
  return answer.type === 'opaqueredirect' && (await waits()) ? ((await kept) ?? answer) : answer
}

/** Whether something of who was here last waits to be sent. */
async function waits(): Promise<boolean> {
  const app = (await (await findApp())?.json()) as { visitor: { id: string } | null } | undefined
  if (!app) return false
  const store = await openOutboxStore().catch(() => null)
  return (await store?.list())?.some(({ owner, refusal }) => owner === (app.visitor?.id ?? '') && !refusal) === true
}

async function assetOf(request: Request): Promise<Response> {
  return (await (await caches.open(SHELL)).match(request)) ?? fetch(request)
}

/** The release and who uses it come as one answer: never half of one and half of another. */
async function appOf(event: Fetching): Promise<Response> {
  const asked = fetch(event.request).then(async (answer) => {
    if (answer.ok) event.waitUntil(keepApp(answer.clone()))
    else if (answer.status < 500) await caches.delete(KEPT_APP)
    return answer
  })
  return (await inTime(asked, findApp())) ?? Response.error()
}

async function keepApp(answer: Response): Promise<void> {
  await (await caches.open(KEPT_APP)).put('/app.json', answer)
}

async function findApp(): Promise<Response | undefined> {
  const kept = await (await caches.open(KEPT_APP)).match('/app.json', { ignoreVary: true })
  const at = Date.parse(kept?.headers.get('date') ?? '')
  return Date.now() - at < APP_KEPT_MS ? kept : undefined
}

/** What the server answers; what is kept when it does not. */
async function inTime(asked: Promise<Response>, keeping: Promise<Response | undefined>): Promise<Response | undefined> {
  const kept = await keeping
  const answered = asked.catch(() => undefined)
  if (!kept) return answered
  const tired = new Promise<undefined>((resolve) => setTimeout(resolve, PATIENCE_MS))
  return (await Promise.race([answered, tired])) ?? kept
}

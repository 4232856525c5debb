import { mkdir } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

import { createApp } from './app.ts'
import { readEnv } from './env.ts'
import { openRedisBus } from './platform/bus/redisBus.ts'
import { openDb } from './platform/db/openDb.ts'
import { listen, portsFor } from './platform/http/listen.ts'
import { createLog } from './platform/logging/log.ts'
import { readOrMakeSecret } from './secret.ts'

const PORT = 3000
const APPS_PORT = 3001
/** A proxy in front gets so long to hear that this process is going, and to turn to others. */
const DRAIN_MS = 1_000
/** Requests under way get so long to end when the server stops. */
const GRACE_MS = 2_000
/** After so long it ends, whatever still hangs. */
const SHUTDOWN_MS = 8_000

async function main(): Promise<void> {
  const env = readEnv(process.env)
  const log = createLog(env.LOG_LEVEL)
  await mkdir(env.DATA_DIR, { recursive: true })
  const db = await openDb({ mongoUri: env.MONGODB_URI, dataDir: env.DATA_DIR }, (error) =>
    log.error({ err: error }, 'expired documents could not be removed'),
  )
  const secret = env.JWT_SECRET ?? (await readOrMakeSecret(env.DATA_DIR))
  let appsPort = env.APPS_PORT ?? APPS_PORT
  const bus = env.REDIS_URL === undefined ? undefined : openRedisBus({ url: env.REDIS_URL, log })
  const app = await createApp({ env, db, log, secret, appsPort: () => appsPort, ...(bus && { bus }) })
  if (process.argv.includes('--restored')) await app.markRestored()
  const demo = process.argv.includes('--demo') ? await app.seedDemo() : null
  const editor = await listen(app.editor, {
    host: env.HOST,
    ports: portsFor(env.PORT, PORT),
    upgrade: app.handleUpgrade,
  })
  const apps = await listen(app.apps, { host: env.HOST, ports: portsFor(env.APPS_PORT, APPS_PORT) })
  appsPort = apps.port

  let stopping = false
  const stop = async (signal: string): Promise<void> => {
    if (stopping) return
    stopping = true
    log.info({ signal }, 'stopping')
    app.stopping()
    const deadline = setTimeout(() => process.exit(1), SHUTDOWN_MS)
    if (env.TRUSTED_PROXIES.length > 0) await sleep(DRAIN_MS)
    await Promise.all([editor.close(GRACE_MS), apps.close(GRACE_MS), app.endSockets()])
    // Not before: requests under way read and edit documents.
    await app.close()
    await Promise.all([db.close(), bus?.close()])
    clearTimeout(deadline)
    process.exit(0)
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(signal))
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'unexpected error; stopping')
    process.exit(1)
  })
  // The starter waits for this message and prints the address for people. Last: whoever hears it may say stop at once.
  process.send?.({ ready: { port: editor.port, appsPort: apps.port, demo } })
  log.info({ port: editor.port, appsPort: apps.port, host: env.HOST }, 'ready')
}

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})

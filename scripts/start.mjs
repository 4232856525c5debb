// `npm start`: from a fresh clone to a running Axiom. Plain JavaScript without dependencies, for any Node >= 20: what is missing is
// installed first, and then everything runs on the project's own Node 24.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { constants, networkInterfaces } from 'node:os'
import { join } from 'node:path'

import { ensureInstalled } from './install.mjs'

const root = join(import.meta.dirname, '..')
const node24 = join(root, 'node_modules/.bin/node')
const buildStamp = join(root, 'editor/dist/.axiom-sources')

const [major = 0] = process.versions.node.split('.').map(Number)
if (major < 20) {
  console.error(
    `Axiom needs Node 20 or newer to start (found ${process.versions.node}). Install it, then run npm start again.`,
  )
  process.exit(1)
}

ensureInstalled()
await build()
serve()

/** Builds the editor when its sources are newer than its build. */
async function build() {
  const newest = Math.max(...['editor', 'shared/src', 'package-lock.json'].map((path) => newestIn(join(root, path))))
  if (existsSync(buildStamp) && Number(readFileSync(buildStamp, 'utf8')) >= newest) return
  console.log('Building the editor …')
  await run('npm', ['run', '--silent', 'build'])
  mkdirSync(join(root, 'editor/dist'), { recursive: true })
  writeFileSync(buildStamp, String(newest))
}

function newestIn(path) {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  const inner = readdirSync(path).filter(
    (name) => !['node_modules', 'dist', '.cache'].includes(name) && !name.includes('.test.'),
  )
  return Math.max(0, ...inner.map((name) => newestIn(join(path, name))))
}

/** Hands over to Node 24 and prints what to do next once it is ready. */
function serve() {
  const command = existsSync(node24) ? node24 : process.execPath
  const child = spawn(command, [join(root, 'server/src/main.ts'), ...process.argv.slice(2)], {
    stdio: ['inherit', 'pipe', 'inherit', 'ipc'],
    // The cache keeps compiled modules: a second start reads no TypeScript.
    env: {
      LOG_LEVEL: 'warn',
      NODE_ENV: 'production',
      NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/compiled'),
      ...process.env,
    },
  })
  child.stdout.pipe(process.stdout)
  child.on('message', ({ ready }) => ready && greet(ready))
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1)
    // Not asked to: whoever looks after this process must start it again.
    console.error(`The server was ended by ${signal}. Start it again: all that was shown as saved is there.`)
    process.exit(128 + constants.signals[signal])
  })
}

function greet({ port, appsPort, demo }) {
  const lines = ['', `  Axiom is ready:  http://localhost:${port}`, '']
  if (demo) {
    lines.push(`  Sample project:  http://localhost:${port}/p/${demo.projectId}`)
    lines.push(`  Sign in as       ${demo.emails[0]}   in this browser`)
    lines.push(`  and as           ${demo.emails[1]}  in a second one (or a private window)`)
    lines.push(`  Password         ${demo.password}`)
  } else lines.push('  Open it and create the first account; it becomes the administrator.')
  lines.push(`  Published apps:  http://<name>.localhost:${appsPort}`)
  if (process.env.HOST === '0.0.0.0') {
    for (const address of lanAddresses())
      lines.push(`  On your network: http://${address}:${port}  (offline work needs HTTPS, see docs)`)
  }
  lines.push('  Stop with Ctrl+C. Your data is in ./data.', '')
  console.log(lines.join('\n'))
}

function lanAddresses() {
  return Object.values(networkInterfaces()).flatMap((list) =>
    (list ?? []).filter((one) => one.family === 'IPv4' && !one.internal).map((one) => one.address),
  )
}

function run(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] })
    child.on('exit', (code) => {
      if (code === 0) return resolve()
      console.error(`"${command} ${args.join(' ')}" failed. Correct what it says above, then run npm start again.`)
      process.exit(code ?? 1)
    })
  })
}

// `npm run dev`: the server restarts on changes, the editor reloads hot (http://localhost:5173, which passes the API through).
import { spawn } from 'node:child_process'

import { root } from './steps.mjs'

const children = [
  spawn('node', ['--watch', '--watch-preserve-output', 'server/src/main.ts', ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
  }),
  spawn('npm', ['run', '--silent', 'dev', '-w', 'editor'], { cwd: root, stdio: 'inherit' }),
]
for (const child of children) child.on('exit', stop)
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop)

function stop() {
  for (const child of children) child.kill('SIGTERM')
}

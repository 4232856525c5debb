import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { onTestFinished } from 'vitest'

const ROOT = join(import.meta.dirname, '../../..')

/** A folder with these files, where they find the package as users do. */
export async function inWorkspace(files: Record<string, string>): Promise<string> {
  const cache = join(ROOT, '.cache')
  await mkdir(cache, { recursive: true })
  const folder = await mkdtemp(join(cache, 'client-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  return folder
}

/** What the compiler says of these files; nothing: they are right. */
export async function compile(files: Record<string, string>): Promise<string> {
  const compilerOptions = {
    composite: false,
    emitDeclarationOnly: false,
    noEmit: true,
    lib: ['es2024', 'dom'],
    types: ['node'],
  }
  const config = { extends: '../../tsconfig.base.json', compilerOptions, include: ['*.ts'] }
  const folder = await inWorkspace({ ...files, 'tsconfig.json': JSON.stringify(config) })
  return (await runNode([join(ROOT, 'node_modules/.bin/tsc'), '-p', folder])).out.trim()
}

/** What became of a program. */
export interface Ended {
  code: number | null
  out: string
  err: string
}

/** Starts Node with this input, or none; `ended` gives its exit code and what it said. */
export function startNode(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: 'pipe' })
  return { child, ended: endOf(child) }
}

/** The same until its end. */
export function runNode(args: readonly string[], env: Record<string, string> = {}, input = ''): Promise<Ended> {
  const { child, ended } = startNode(args, env)
  child.stdin.end(input)
  return ended
}

async function endOf(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  let [out, err] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, out, err }
}

// A MongoDB for tests: the one that MONGODB_URI names, else a mongod of this machine, else a compatible server beside the repository.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { root } from './steps.mjs'
import { find } from './system.mjs'

const BESIDE = join(root, '../shared/mongo')

/** `{uri, stop}`; `stop` ends only what was started here. Null when there is none. */
export async function startMongo() {
  const given = process.env.MONGODB_URI
  if (given) return { uri: given, stop: async () => undefined }
  const mongod = find(['mongod'])
  if (mongod) return startMongod(mongod)
  if (existsSync(join(BESIDE, 'start'))) return startBeside()
  return null
}

/** A replica set of one member, since transactions need one, in a folder that is gone afterwards. */
async function startMongod(program) {
  const folder = await mkdtemp(join(tmpdir(), 'axiom-mongod-'))
  const port = await freePort()
  const options = ['--dbpath', folder, '--port', String(port), '--bind_ip', '127.0.0.1', '--replSet', 'axiom']
  const server = spawn(program, options, { stdio: 'ignore' })
  const ended = new Promise((resolve) => server.on('close', resolve))
  const stop = async () => {
    server.kill()
    await ended
    await rm(folder, { recursive: true, force: true })
  }
  const uri = `mongodb://127.0.0.1:${port}/?directConnection=true`
  try {
    await initiate(uri, port)
  } catch (error) {
    await stop()
    throw error
  }
  return { uri, stop }
}

async function initiate(uri, port) {
  // Only here: everything else works before anything is installed.
  const { MongoClient } = await import('mongodb')
  const client = new MongoClient(uri)
  const admin = client.db('admin')
  try {
    await admin.command({ replSetInitiate: { _id: 'axiom', members: [{ _id: 0, host: `127.0.0.1:${port}` }] } })
    while (!(await admin.command({ hello: 1 })).isWritablePrimary)
      await new Promise((resolve) => setTimeout(resolve, 100))
  } finally {
    await client.close()
  }
}

/** Its first start takes a minute or two; one that runs already is shared, and stays. */
async function startBeside() {
  console.log('Starting a database that speaks MongoDB; the first time takes a minute or two …')
  const { code, stdout, stderr } = await output(join(BESIDE, 'start'))
  const uri = stdout.trim().split('\n').at(-1) ?? ''
  if (code !== 0 || !uri.startsWith('mongodb:')) {
    console.log(stderr.trim())
    return null
  }
  const shared = stderr.includes('already running')
  return { uri, stop: async () => void (shared || (await output(join(BESIDE, 'stop')))) }
}

function output(program) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [], { stdio: ['ignore', 'pipe', 'pipe'] })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk) => (stdout += chunk))
    child.stderr.on('data', (chunk) => (stderr += chunk))
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { ServerProcess } from '../collaboration/serverProcess.ts'
import type { Options } from '../options.ts'
import { requestOf } from './connection.ts'
import { orderOf, STATES } from './orders.ts'
import { keptStock, startAxiom, type Stock } from './stock.ts'

/** It holds all in memory and looks at each: more would only be slower. */
const JSON_SERVER_ROWS = 10_000

/** Requests as bytes; each call is another one. `aggregate` is null where there is none. */
export interface Requests {
  create: () => string
  read: () => string
  list: () => string
  hot: () => string
  aggregate: (() => string) | null
}

export interface Subject {
  process: ServerProcess
  requests: Requests
  stop: () => Promise<void>
}

/** What differs between the servers: addresses, and how a filter is written. */
interface Dialect {
  path: string
  /** Headers of the n-th request. */
  headers: (n: number) => Record<string, string>
  ids: readonly (string | number)[]
  /** Orders in a state of at least so many pieces for less than `total`, the newest first, 20 of them. */
  list: (state: string, quantity: number, total: number) => string
  aggregate: string | null
}

const own = (name: string): string => join(import.meta.dirname, 'servers', name)
const nobody = (): Record<string, string> => ({})

const bare: Pick<Dialect, 'path' | 'headers' | 'list' | 'aggregate'> = {
  path: '/orders',
  headers: nobody,
  list: (state, quantity, total) => `status=${state}&quantity=${quantity}&total=${total}`,
  aggregate: '/aggregate',
}

export const SUBJECTS: Record<string, (options: Options) => Promise<Subject>> = {
  async Axiom(options) {
    const stock = await keptStock(options)
    const process = await startAxiom(stock.dataDir, options)
    const requests = requestsIn({
      path: stock.path,
      headers: (n) => ({ authorization: `Bearer ${stock.keys[n % stock.keys.length] ?? ''}` }),
      ids: stock.ids,
      list: (state, quantity, total) =>
        `status=${state}&quantity%5Bgte%5D=${quantity}&total%5Blt%5D=${total}&sort=-createdAt&limit=20`,
      aggregate: '/aggregate?groupBy=status&sum=total',
    })
    return { process, requests, stop: () => process.stop() }
  },

  async bare(options) {
    const stock = await keptStock(options)
    return inFolder(own('bare.ts'), options, (dataDir) => copyRows(stock, dataDir), {}, { ...bare, ids: stock.ids })
  },

  'json-server': (options) =>
    inFolder(
      own('jsonServer.ts'),
      options,
      async () => undefined,
      { ROWS: String(JSON_SERVER_ROWS) },
      {
        path: '/orders',
        headers: nobody,
        ids: Array.from({ length: 1_000 }, (_, i) => i + 1),
        list: (state, quantity, total) =>
          `status=${state}&quantity_gte=${quantity}&total_lte=${total}&_sort=createdAt&_order=desc&_limit=20`,
        aggregate: null,
      },
    ),
}

/** Each round of a peer begins with a folder of its own. */
async function inFolder(
  file: string,
  { profile }: Options,
  prepare: (dataDir: string) => Promise<unknown>,
  env: Record<string, string>,
  dialect: Dialect,
): Promise<Subject> {
  const dataDir = await mkdtemp(join(tmpdir(), 'axiom-peer-'))
  await prepare(dataDir)
  const process = await ServerProcess.start(file, { ...env, DATA_DIR: dataDir, NODE_ENV: 'production' }, profile)
  const stop = async (): Promise<void> => {
    await process.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
  return { process, requests: requestsIn(dialect), stop }
}

/** Axiom has been stopped: all that it wrote is in the one file. */
function copyRows(stock: Stock, dataDir: string): Promise<void> {
  return copyFile(join(stock.dataDir, 'store.db'), join(dataDir, 'store.db'))
}

function requestsIn({ path, headers, ids, list, aggregate }: Dialect): Requests {
  let n = 0
  const get = (rest: string): string => requestOf('GET', path + rest, headers(n++))
  const state = (): string => STATES[n % STATES.length] ?? ''
  return {
    create: () => requestOf('POST', path, headers(n++), JSON.stringify(orderOf(n))),
    read: () => get(`/${ids[n % ids.length] ?? ''}`),
    // No two alike: nothing that was kept can help.
    list: () => get(`?${list(state(), 1 + (n % 3), 3_000 + n)}`),
    hot: () => get(`?${list('New', 1, 3_000)}`),
    aggregate: aggregate === null ? null : () => get(aggregate),
  }
}

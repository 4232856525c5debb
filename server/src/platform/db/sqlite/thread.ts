import { Worker } from 'node:worker_threads'

import { AppError } from '@axiom/shared/errors'
import { LRUCache } from 'lru-cache'

import { DuplicateKey, type Shape } from '../port.ts'
import type { Answer, Asked, Failure, Part, Request, ShownRows } from './messages.ts'
import { collectionOf } from './paths.ts'
import type { Sql } from './sql.ts'

/** So many a thread remembers. */
const SHAPES = 200

/** A database thread seen from the main one: requests in order, answers as promises. */
export interface Thread {
  ask<T>(request: Request, part?: Part): Promise<T>
  /** The column `doc` of what a query finds, as a shape shows it. */
  show(query: Sql, shape: Shape): Promise<ShownRows>
  /** Questions that are not answered yet. */
  readonly waiting: number
  close(): Promise<void>
}

/** An error of SQLite itself, with its extended result code. */
export class SqliteError extends Error {
  override readonly name = 'SqliteError'
  readonly errcode: number | null

  constructor(message: string, errcode: number | null) {
    super(message)
    this.errcode = errcode
  }
}

/** SQLITE_BUSY, READONLY, IOERR, FULL, CANTOPEN: the disk's fault, and over when that is mended. */
const OF_THE_DISK = new Set([5, 8, 10, 13, 14])

/** The port's error for a failure in the thread. */
export function toError({ message, errcode, misfit, duplicate }: Failure): Error {
  if (duplicate) return new DuplicateKey(collectionOf(duplicate.table), duplicate.paths)
  // The kind of an error is the lowest byte of its code.
  if (errcode !== null && OF_THE_DISK.has(errcode & 0xff))
    return new AppError('unavailable', { retryAfter: 5, cause: message })
  return misfit ? new RangeError(message) : new SqliteError(message, errcode)
}

/** Starts a thread on a database file. A thread that dies rejects everything under way and everything later. */
export function startThread(options: { file: string; readOnly: boolean }): Thread {
  const worker = new Worker(new URL('worker.ts', import.meta.url), { workerData: options })
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  let next = 1
  let dead: Error | null = null
  let gathered: Asked[] = []

  worker.on('message', (answers: Answer[]) => {
    for (const answer of answers) {
      const caller = waiting.get(answer.id)
      waiting.delete(answer.id)
      if (answer.ok) caller?.resolve(answer.value)
      else caller?.reject(toError(answer.error))
    }
  })
  const fail = (error: Error): void => {
    dead ??= error
    for (const caller of waiting.values()) caller.reject(error)
    waiting.clear()
  }
  worker.on('error', fail)
  worker.on('exit', () => fail(new Error('The store is closed.')))

  const post = (request: Request | 'close', part?: Part): Promise<unknown> =>
    new Promise((resolve, reject) => {
      if (dead) return reject(dead)
      const id = next++
      waiting.set(id, { resolve, reject })
      // What one turn of the loop asks goes over in one message.
      if (gathered.push({ id, request, part }) > 1) return
      setImmediate(() => {
        worker.postMessage(gathered)
        gathered = []
      })
    })
  let taught = 0
  const shapes = new LRUCache<Shape, number>({
    max: SHAPES,
    dispose: (shape) => void say({ op: 'forget', shape }),
  })
  // Whether it went well is told by who needs it.
  const say = (request: Request): Promise<unknown> => post(request).catch(() => undefined)
  const teach = (shape: Shape): number => {
    const id = shapes.get(shape) ?? ++taught
    if (!shapes.has(shape)) void say({ op: 'learn', shape: id, module: shape.module.href, plan: shape.plan })
    shapes.set(shape, id)
    return id
  }
  return {
    show: (query, shape) => post({ op: 'shown', ...query, shape: teach(shape) }) as Promise<ShownRows>,
    ask: <T>(request: Request, part?: Part) => post(request, part) as Promise<T>,
    get waiting() {
      return waiting.size
    },
    async close() {
      if (!dead) await post('close')
      await worker.terminate()
    },
  }
}

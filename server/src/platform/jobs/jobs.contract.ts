import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'

import { openDb, type StoreAddress } from '../db/openDb.ts'
import type { Db } from '../db/port.ts'
import { createLog } from '../logging/log.ts'
import { createMetrics } from '../metrics/metrics.ts'
import { Hopeless, type Jobs, type JobSpec } from './jobs.ts'
import { openJobs } from './openJobs.ts'
import { spawnJobWorker } from './test/spawnJobWorker.ts'

export interface JobsUnderTest {
  storesOf: (folder: string) => StoreAddress
  redisUrl?: () => string
}

const Name = z.object({ name: z.string() })
type Name = z.infer<typeof Name>
const FAST = { firstMs: 20, maxMs: 40 }
const LEASE_MS = 2_000

/** What jobs promise, whoever hands them out. */
export function describeJobs(title: string, { storesOf, redisUrl }: JobsUnderTest): void {
  describe(`jobs by ${title}`, () => {
    let folder: string
    let db: Db
    let opened: Jobs[]

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'axiom-jobs-'))
      db = await openDb(storesOf(folder))
      opened = []
    })
    afterEach(async () => {
      await Promise.all(opened.map((jobs) => jobs.stop(0)))
      await db.close()
      await rm(folder, { recursive: true, force: true })
    })

    /** As one of several processes. */
    async function open(): Promise<Jobs & { metrics: () => Promise<string> }> {
      const metrics = createMetrics()
      const more = redisUrl ? { redisUrl: redisUrl() } : {}
      const jobs = await openJobs({ db, log: createLog('silent'), metrics, pollMs: 20, leaseMs: LEASE_MS, ...more })
      opened.push(jobs)
      return { ...jobs, metrics: () => metrics.registry.metrics() }
    }
    const spec = (run: JobSpec<Name>['run'], more: Partial<JobSpec<Name>> = {}): JobSpec<Name> => ({
      kind: 'test.say',
      payload: Name,
      run,
      backoff: FAST,
      ...more,
    })
    /** Collects what was done. */
    function sayer() {
      const said: string[] = []
      return { said, run: async ({ name }: Name): Promise<void> => void said.push(name) }
    }

    it('does what it is given, also what was given before it began', async () => {
      const { said, run } = sayer()
      const jobs = await open()
      const { enqueue } = jobs.define(spec(run))
      await enqueue({ name: 'early' })
      jobs.start()
      await enqueue({ name: 'late' })
      await vi.waitFor(() => expect(said.toSorted()).toEqual(['early', 'late']))
      await vi.waitFor(async () => expect(await jobs.metrics()).toContain('outcome="done"} 2'))
    })

    it('adds a job with the transaction that causes it, or not at all', async () => {
      const { said, run } = sayer()
      const jobs = await open()
      const { enqueue } = jobs.define(spec(run))
      jobs.start()
      const failing = db.withTransaction(async (session) => {
        await enqueue({ name: 'never' }, { session })
        throw new Error('no')
      })
      await expect(failing).rejects.toThrow('no')
      await db.withTransaction((session) => enqueue({ name: 'kept' }, { session }))
      await vi.waitFor(() => expect(said).toEqual(['kept']))
    })

    it('waits as long as it is told', async () => {
      const { said, run } = sayer()
      const jobs = await open()
      const { enqueue } = jobs.define(spec(run))
      jobs.start()
      await enqueue({ name: 'second' }, { delayMs: 300 })
      await enqueue({ name: 'first' })
      await vi.waitFor(() => expect(said).toEqual(['first', 'second']))
    })

    it('repeats what fails, and gives up with the error in the end', async () => {
      const jobs = await open()
      const attempts: number[] = []
      const ids = new Set<string>()
      const onDead = vi.fn(async () => undefined)
      const fail: JobSpec<Name>['run'] = async (_, { attempt, id }) => {
        attempts.push(attempt)
        ids.add(id)
        throw new Error(`attempt ${attempt}`)
      }
      const { enqueue } = jobs.define(spec(fail, { attempts: 3, onDead }))
      jobs.start()
      await enqueue({ name: 'x' })
      await vi.waitFor(() => expect(onDead).toHaveBeenCalledWith({ name: 'x' }, 'attempt 3', [...ids][0]))
      expect([attempts, ids.size]).toEqual([[1, 2, 3], 1])
      const dead = { kind: 'test.say', payload: { name: 'x' }, attempts: 3, error: 'attempt 3' }
      expect(await jobs.listDead(10)).toEqual([expect.objectContaining(dead)])
    })

    it('shows whose jobs wait and were given up, and does them again or forgets them when somebody says so', async () => {
      const jobs = await open()
      let fails = true
      const done: string[] = []
      const { enqueue } = jobs.define(
        spec(
          async ({ name }, { id }) => {
            if (fails) throw new Hopeless('never')
            done.push(`${name} ${id}`)
          },
          { owner: ({ name }) => name },
        ),
      )
      await enqueue({ name: 'ann' })
      await enqueue({ name: 'ben' }, { delayMs: 60_000 })
      const list = async (isDead: boolean, owner?: string) => jobs.list({ isDead, owner, limit: 10 })
      expect((await list(false)).map(({ owner, state }) => [owner, state])).toEqual([
        ['ann', 'waiting'],
        ['ben', 'waiting'],
      ])
      jobs.start()
      await vi.waitFor(async () => expect(await list(true, 'ann')).toHaveLength(1))
      expect(await list(true, 'ben')).toEqual([])
      const [dead] = await list(true)
      expect(dead).toMatchObject({ kind: 'test.say', owner: 'ann', state: 'dead', attempts: 1, error: 'never' })
      const id = dead?.id ?? ''
      // Whose it is not, for him there is none.
      expect([await jobs.retry(id, 'ben'), await jobs.discard(id, 'ben'), await jobs.retry('other')]).toEqual([
        false,
        false,
        false,
      ])
      fails = false
      expect(await jobs.retry(id, 'ann')).toBe(true)
      await vi.waitFor(() => expect(done).toEqual([`ann ${id}`]))
      expect([await list(true), await jobs.retry(id)]).toEqual([[], false])
      const [waiting] = await list(false, 'ben')
      expect(await jobs.retry(waiting?.id ?? '')).toBe(true)
      await vi.waitFor(() => expect(done[1]).toBe(`ben ${waiting?.id}`))
      await enqueue({ name: 'cay' }, { delayMs: 60_000 })
      const [last] = await list(false)
      expect([await jobs.discard(last?.id ?? '', 'cay'), await list(false)]).toEqual([true, []])
    })

    it('does not repeat what is hopeless, nor what does not end in time', async () => {
      const jobs = await open()
      const hopeless: JobSpec<Name>['run'] = () => Promise.reject(new Hopeless('never'))
      const { enqueue } = jobs.define(spec(hopeless))
      const slow = jobs.define(
        spec(() => new Promise(() => undefined), { kind: 'test.slow', attempts: 1, timeoutMs: 30 }),
      )
      jobs.start()
      await enqueue({ name: 'x' })
      await slow.enqueue({ name: 'y' })
      await vi.waitFor(async () => {
        const errors = (await jobs.listDead(10)).map(({ error, attempts }) => `${attempts} ${error}`)
        expect(errors.toSorted()).toEqual(['1 It took too long.', '1 never'])
      })
    })

    it('runs so many of a kind at once and no more', async () => {
      const jobs = await open()
      let now = 0
      let most = 0
      let done = 0
      const run = async (): Promise<void> => {
        most = Math.max(most, ++now)
        await new Promise((resolve) => setTimeout(resolve, 20))
        now--
        done++
      }
      const { enqueue } = jobs.define(spec(run, { concurrency: 2 }))
      jobs.start()
      await Promise.all(Array.from({ length: 8 }, (_, i) => enqueue({ name: String(i) })))
      await vi.waitFor(() => expect(done).toBe(8))
      expect(most).toBe(2)
    })

    it('keeps one job per key while it waits, and takes the next when it is over', async () => {
      const { said, run } = sayer()
      const jobs = await open()
      const { enqueue } = jobs.define(spec(run))
      await Promise.all([1, 2, 3].map(() => enqueue({ name: 'once' }, { key: 'k' })))
      await db.withTransaction((session) => enqueue({ name: 'once' }, { key: 'k', session }))
      await enqueue({ name: 'other' }, { key: 'l' })
      jobs.start()
      await vi.waitFor(() => expect(said.toSorted()).toEqual(['once', 'other']))
      await vi.waitFor(async () => expect(await jobs.metrics()).toContain('outcome="done"} 2'))
      await enqueue({ name: 'again' }, { key: 'k' })
      await vi.waitFor(() => expect(said).toContain('again'))
    })

    it('fires a schedule once for all processes, and no more when it is taken away', async () => {
      const all = await Promise.all([open(), open(), open()])
      const said: string[] = []
      const kinds = all.map((jobs, i) => jobs.define(spec(async ({ name }) => void said.push(`${name}${i}`))))
      for (const jobs of all) jobs.start()
      const from = Date.now()
      for (const { schedule } of kinds) await schedule({ name: 's', cron: '* * * * * *', payload: { name: 'tick' } })
      await vi.waitFor(() => expect(said.length).toBeGreaterThanOrEqual(2))
      expect(said.length).toBeLessThanOrEqual((Date.now() - from) / 1000 + 1)
      await all[0]?.unschedule('s')
      await expect(kinds[0]?.schedule({ name: 's', cron: 'now', payload: { name: 'x' } })).rejects.toThrow(RangeError)
      const wrong = { name: 's', cron: '0 8 * * *', timeZone: 'Mars/Base', payload: { name: 'x' } }
      await expect(kinds[0]?.schedule(wrong)).rejects.toThrow(RangeError)
    })

    it('lets work end when it stops, and leaves to others at once what does not', async () => {
      const [one, two] = [await open(), await open()]
      const { said, run } = sayer()
      let begun = 0
      const patient: JobSpec<Name>['run'] = async ({ name }, { signal }) => {
        begun++
        if (name === 'short') await new Promise((resolve) => setTimeout(resolve, 60))
        else await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))))
        said.push(name)
      }
      const { enqueue } = one.define(spec(patient))
      one.start()
      await enqueue({ name: 'short' })
      await enqueue({ name: 'long' })
      await vi.waitFor(() => expect(begun).toBe(2))
      await one.stop(200)
      expect(said).toEqual(['short'])
      two.define(spec(run))
      const from = performance.now()
      two.start()
      await vi.waitFor(() => expect(said).toEqual(['short', 'long']))
      expect(performance.now() - from).toBeLessThan(LEASE_MS)
    })

    it('keeps a job that takes longer than a lease', async () => {
      const [one, two] = [await open(), await open()]
      const begun: string[] = []
      const slow: JobSpec<Name>['run'] = async ({ name }) => {
        begun.push(name)
        await new Promise((resolve) => setTimeout(resolve, 1.5 * LEASE_MS))
      }
      const { enqueue } = one.define(spec(slow))
      two.define(spec(slow))
      one.start()
      two.start()
      await enqueue({ name: 'slow' })
      await vi.waitFor(async () => expect((await one.metrics()) + (await two.metrics())).toContain('outcome="done"} 1'))
      expect(begun).toEqual(['slow'])
    })

    it('does again what a killed process had begun', async () => {
      const { said, run } = sayer()
      const jobs = await open()
      const { enqueue } = jobs.define(spec(run))
      await enqueue({ name: 'survivor' })
      const worker = spawnJobWorker({ ...storesOf(folder), leaseMs: LEASE_MS, redisUrl: redisUrl?.() })
      await worker.begun
      await worker.kill()
      expect(said).toEqual([])
      jobs.start()
      await vi.waitFor(() => expect(said).toEqual(['survivor']))
    })
  })
}

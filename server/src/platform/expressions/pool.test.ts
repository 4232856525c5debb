import { afterEach, describe, expect, it } from 'vitest'

import { createExpressionPool, type ExpressionPool } from './pool.ts'

const pools: ExpressionPool[] = []
function open(options?: Parameters<typeof createExpressionPool>[0]): ExpressionPool {
  const pool = createExpressionPool(options)
  pools.push(pool)
  return pool
}
afterEach(() => Promise.all(pools.splice(0).map((pool) => pool.close())))

describe('expressions on the server', () => {
  it('[M13] are evaluated in order, many at once', async () => {
    const jobs = Array.from({ length: 230 }, (_, n) => ({ source: 'n * 2', scope: { n } }))
    const outcomes = await open().evaluateAll(jobs)
    expect(outcomes).toEqual(jobs.map(({ scope }) => ({ ok: true, value: scope.n * 2 })))
  })

  it('[M13] that never end are ended, and others go on', async () => {
    const pool = open({ threads: 1 })
    const endless = '($f := function($x) { $f($x + 1) }; $f(0))'
    const [bad, good] = await Promise.all([pool.evaluate(endless, {}), pool.evaluate('1 + 1', {})])
    expect(bad.ok).toBe(false)
    expect(good).toEqual({ ok: true, value: 2 })
  })

  it('[M13] that block their thread are ended from outside', async () => {
    const pool = open({ threads: 1, killAfter: 40 })
    // One step of JSONata each, but long: its own limit only looks between steps.
    const slow = '$count($map([1..90000], function($i) { $string($i) }))'
    expect(await pool.evaluate(slow, {})).toMatchObject({ ok: false })
    expect(await pool.evaluate('"still here"', {})).toEqual({ ok: true, value: 'still here' })
  })

  it('[M13] that take all memory end only their thread', async () => {
    const pool = open({ threads: 1, killAfter: 20_000 })
    const outcome = await pool.evaluate(
      '$map([1..3000], function($i) { $map([1..3000], function($j) { [$i, $j, "xxxxxxxxxxxxxxxxxxxxxxxxxxxx" & $i & $j] }) })',
      {},
    )
    expect(outcome.ok).toBe(false)
    expect(await pool.evaluate('6 * 7', {})).toEqual({ ok: true, value: 42 })
  })

  it('after closing answer that it is closed', async () => {
    const pool = open()
    await pool.close()
    await expect(pool.evaluate('1', {})).rejects.toMatchObject({ code: 'unavailable' })
  })
})

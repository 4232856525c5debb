import { describe, expect, it } from 'vitest'

import { createEvaluator } from './evaluator.ts'
import { readSimple } from './path.ts'

const SCOPE = { order: { total: 12, lines: [{ n: 2 }, { n: 3 }] }, name: 'Mara' }

describe('expressions', () => {
  it('[M13] reads literals and plain paths at once', () => {
    expect(readSimple('12', SCOPE)).toBe(12)
    expect(readSimple('"a b"', SCOPE)).toBe('a b')
    expect(readSimple(' order.total ', SCOPE)).toBe(12)
    expect(readSimple('order.nothing.here', SCOPE)).toBeNull()
    expect(readSimple('order.total + 1', SCOPE)).toBeUndefined()
  })

  it('[M13] reads nothing at once that JSONata would read otherwise', async () => {
    expect(readSimple('order.lines.n', SCOPE)).toBeUndefined()
    for (const source of ['12', '"a b"', 'order.total', 'order.lines', 'order.nothing', 'true', 'null'])
      expect(await createEvaluator().evaluate(source, SCOPE)).toEqual({ ok: true, value: readSimple(source, SCOPE) })
  })

  it('[M13] never reaches a prototype', async () => {
    for (const source of ['constructor', '__proto__', 'order.constructor.name', 'toString'])
      expect(readSimple(source, SCOPE)).toBeNull()
    const outcome = await createEvaluator().evaluate('order.constructor.constructor("return 1")()', SCOPE)
    expect(outcome.ok && outcome.value !== null).toBe(false)
  })

  it('[M13] evaluates, and names what it depends on', async () => {
    const { evaluate, dependencies } = createEvaluator()
    expect(await evaluate('$sum(order.lines.n) & " for " & name', SCOPE)).toEqual({ ok: true, value: '5 for Mara' })
    expect(dependencies('$sum(order.lines.n) & " for " & name').sort()).toEqual(['name', 'order'])
  })

  it('[M13] says where a mistake is', async () => {
    const outcome = await createEvaluator().evaluate('1 +', SCOPE)
    expect(outcome).toMatchObject({ ok: false })
    expect(outcome.ok ? null : outcome.position).not.toBeNull()
    const { check } = createEvaluator()
    expect(check('1 +')).toMatchObject({ ok: false })
    expect(check('row.total + $sum(row.lines.n)')).toBeNull()
  })

  it('[M13] is not stopped by a catastrophic pattern', async () => {
    const started = performance.now()
    const text = `${'a'.repeat(40)}!`
    expect(await createEvaluator().evaluate('$contains(text, /^(a+)+$/)', { text })).toEqual({ ok: true, value: false })
    expect(performance.now() - started).toBeLessThan(2_000)
  })

  it('[M13] matches and replaces with the safe engine', async () => {
    const { evaluate } = createEvaluator()
    expect(await evaluate('$replace("a1b22", /[0-9]+/, "#")', {})).toEqual({ ok: true, value: 'a#b#' })
    expect(await evaluate('$match("a1b22", /[0-9]+/).match', {})).toEqual({ ok: true, value: ['1', '22'] })
    expect(await evaluate('$split("a, b;c", /[,;] ?/)', {})).toEqual({ ok: true, value: ['a', 'b', 'c'] })
  })

  it('[M13] bounds $pad, refuses $eval, and ends endless recursion', async () => {
    const { evaluate } = createEvaluator()
    const padded = await evaluate('$length($pad("x", 1000000000))', {})
    expect(padded).toEqual({ ok: true, value: 10_000 })
    expect((await evaluate('$eval("1+1")', {})).ok).toBe(false)
    expect((await evaluate('( $f := function($x) { 1 + $f($x) }; $f(1) )', {})).ok).toBe(false)
    expect((await evaluate('( $f := function($x) { $f($x) }; $f(1) )', {})).ok).toBe(false)
    expect((await evaluate('[1..2000000]', {})).ok).toBe(false)
  })
})

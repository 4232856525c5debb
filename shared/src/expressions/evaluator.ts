import jsonata from 'jsonata'

import type { Json } from '../json.ts'
import { isPath } from './path.ts'
import { SafeRegex } from './safeRegex.ts'

/** Bytes of JSON that a result may have. */
export const RESULT_LIMIT = 1024 * 1024
/** Milliseconds one evaluation may take. */
export const TIME_LIMIT = 100
const DEPTH_LIMIT = 200
const SEQUENCE_LIMIT = 100_000
const PAD_LIMIT = 10_000
const SOURCE_LIMIT = 64 * 1024
const CACHE_LIMIT = 500

// JSONata only constructs it and calls exec and test.
const RegexEngine = SafeRegex as unknown as RegExpConstructor

export interface Failure {
  ok: false
  message: string
  position: number | null
}

export type Outcome = { ok: true; value: Json } | Failure

/** Evaluates binding expressions [M13]. */
export interface Evaluator {
  /** Compiles once, runs bounded; never rejects: what is wrong is in the outcome. */
  evaluate: (source: string, scope: unknown) => Promise<Outcome>
  /** First path segments that the expression reads from its scope. */
  dependencies: (source: string) => string[]
  /** What is wrong with the expression itself, whatever it is run on; null when it can be compiled. */
  check: (source: string) => Failure | null
}

/** An evaluator with its own cache of compiled expressions. */
export function createEvaluator(): Evaluator {
  const compiled = new Map<string, jsonata.Expression>()

  function compile(source: string): jsonata.Expression {
    const known = compiled.get(source)
    if (known) return known
    if (source.length > SOURCE_LIMIT) throw new RangeError('The expression is too long.')
    const expression = jsonata(source, {
      RegexEngine,
      timeout: TIME_LIMIT,
      stack: DEPTH_LIMIT,
      sequence: SEQUENCE_LIMIT,
    })
    // Both have no bound of their own: $pad(x, 1e9) takes gigabytes, $eval compiles text from data.
    expression.registerFunction('pad', pad, '<s-ns?:s>')
    expression.registerFunction('eval', () => {
      throw new RangeError('$eval is not available here.')
    })
    if (compiled.size >= CACHE_LIMIT) compiled.delete(compiled.keys().next().value ?? '')
    compiled.set(source, expression)
    return expression
  }

  return {
    async evaluate(source, scope) {
      try {
        const expression = compile(source)
        const result: unknown = await expression.evaluate(scope)
        return { ok: true, value: toResult(result) }
      } catch (error) {
        return toFailure(error)
      }
    },
    dependencies(source) {
      const found = new Set<string>()
      if (isPath(source.trim())) return [source.trim().split('.')[0] ?? '']
      try {
        collect(compile(source).ast(), found)
      } catch (error) {
        toFailure(error)
      }
      return [...found]
    },
    check(source) {
      try {
        compile(source)
        return null
      } catch (error) {
        return toFailure(error)
      }
    },
  }
}

function pad(text: string, width: number, char = ' '): string {
  const wanted = Math.min(Math.abs(width), PAD_LIMIT)
  return width < 0 ? text.padStart(wanted, char) : text.padEnd(wanted, char)
}

/** Plain JSON: sequences lose their extras, functions and huge values are refused. */
function toResult(result: unknown): Json {
  if (result === undefined) return null
  const text = JSON.stringify(result, (_key, value: unknown) => (typeof value === 'function' ? null : value))
  if (text === undefined) return null
  if (text.length > RESULT_LIMIT) throw new RangeError('The result is larger than 1 MB.')
  return JSON.parse(text) as Json
}

/** What was thrown because of the expression, in words; anything else is thrown on. */
function toFailure(error: unknown): Failure {
  if (error instanceof Error) return { ok: false, message: error.message, position: null }
  // JSONata throws plain objects with a code, a message and the position in the source.
  if (typeof error === 'object' && error !== null && 'message' in error) {
    const position = 'position' in error && typeof error.position === 'number' ? error.position : null
    return { ok: false, message: String(error.message), position }
  }
  throw error
}

/** Every path in the tree begins with the name that it reads. */
function collect(node: unknown, found: Set<string>): void {
  const queue: unknown[] = [node]
  for (let i = 0; i < queue.length; i++) {
    const at = queue[i]
    if (typeof at !== 'object' || at === null) continue
    if ('type' in at && at.type === 'path' && 'steps' in at && Array.isArray(at.steps)) {
      const first: unknown = at.steps[0]
      if (typeof first === 'object' && first !== null && 'type' in first && first.type === 'name' && 'value' in first) {
        found.add(String(first.value))
      }
    }
    queue.push(...Object.values(at))
  }
}

import { isObject, type Json, type JsonObject } from '@axiom/shared/json'

import type { ExpressionPool } from '../../platform/expressions/pool.ts'
import type { ProjectAccess } from '../projects/index.ts'
import type { FlowStore, StoredRun } from './store.ts'

/** What went wrong in a step, in words; repeating it changes nothing. */
export class StepError extends Error {
  override readonly name = 'StepError'
}

/** Reads the expressions of a step over what started the run and what earlier steps gave. */
export interface Reader {
  /** Null for an empty expression. Throws `StepError`. */
  value(source: string): Promise<Json>
  /** Text with expressions in double braces. */
  text(template: string): Promise<string>
}

const PLACEHOLDER = /\{\{([\s\S]*?)\}\}/g

export function createReader(pool: ExpressionPool, scope: JsonObject): Reader {
  async function value(source: string): Promise<Json> {
    if (source.trim() === '') return null
    const outcome = await pool.evaluate(source, scope)
    if (outcome.ok) return outcome.value
    throw new StepError(`The expression “${source.slice(0, 200)}” cannot be evaluated: ${outcome.message}`)
  }

  return {
    value,
    async text(template) {
      const sources = [...template.matchAll(PLACEHOLDER)].map(([, source = '']) => source)
      const values = await Promise.all(sources.map(value))
      let i = 0
      return template.replaceAll(PLACEHOLDER, () => shown(values[i++] ?? null))
    },
  }
}

function shown(value: Json): string {
  if (value === null) return ''
  return isObject(value) || Array.isArray(value) ? JSON.stringify(value) : String(value)
}

/** What expressions read: `trigger`, `steps.<key>`, `vars.<name>`, `project`, `run`. */
export async function scopeOf(
  { store, access }: { store: FlowStore; access: ProjectAccess },
  run: StoredRun,
): Promise<JsonObject> {
  const done = (await store.stepsOf(run._id)).filter(({ state }) => state === 'done')
  const outputs = done.map(({ key, output }) => [key, JSON.parse(output) as Json] as const)
  const vars = done
    .filter(({ kind }) => kind === 'setVariable')
    .map(
      ({ input, output }) =>
        [(JSON.parse(input) as { variable: string }).variable, JSON.parse(output) as Json] as const,
    )
  const project = await access.resolve(run.projectId)
  return {
    trigger: JSON.parse(run.trigger) as Json,
    steps: Object.fromEntries(outputs),
    vars: Object.fromEntries(vars),
    project: project && { id: project.id, name: project.name, slug: project.slug },
    run: { id: run._id, flow: run.flowName, mode: run.mode },
  }
}

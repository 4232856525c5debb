import { FlowTrigger, MAX_NESTING, MAX_STEPS, STEP_KINDS, STEP_PARAMS } from '../flows/flow.ts'
import type { FlowStep, FlowView, StepKind } from '../flows/flow.ts'
import { isObject } from '../json.ts'
import { toJson, toText } from './parseNode.ts'
import { parsePlace, TRASH } from './place.ts'
import type { ProjectDoc, Row } from './projectDoc.ts'
import { compareOrder } from './tree.ts'

/** Branches of a condition are parents of their own: `<stepId>` for the one taken, `<stepId>-else` for the other. */
export const ELSE = '-else'

interface Entry {
  id: string
  row: Row
  index: string
}

/** All living flows with their living steps, each in order. Total: unknown kinds are left out, wrong parameters get their defaults. */
export function parseFlows(doc: ProjectDoc): FlowView[] {
  const stepsBelow = childrenByParent(doc.roots.steps)
  return (childrenByParent(doc.roots.flows).get('') ?? []).map(({ id, row, index }) => {
    const trigger = FlowTrigger.safeParse(row.get('trigger'))
    return {
      id,
      index,
      name: toText(row.get('name')) || 'Flow',
      enabled: row.get('enabled') === true,
      trigger: trigger.success ? trigger.data : { kind: 'manual' as const },
      steps: parseSteps(id, stepsBelow),
    }
  })
}

function parseSteps(flowId: string, below: Map<string, Entry[]>): FlowStep[] {
  const keys = new Set<string>()
  let count = 0
  const branch = (parentId: string, depth: number): FlowStep[] => {
    if (depth > MAX_NESTING) return []
    return (below.get(parentId) ?? []).flatMap(({ id, row }) => {
      const kind = row.get('kind') as StepKind
      if (row.get('flow') !== flowId || !STEP_KINDS.includes(kind) || ++count > MAX_STEPS) return []
      const name = toText(row.get('p:name'))
      const isCondition = kind === 'condition'
      const step = {
        id,
        kind,
        name,
        key: freeKey(name || kind, keys),
        params: readParams(kind, row),
        then: isCondition ? branch(id, depth + 1) : [],
        otherwise: isCondition ? branch(id + ELSE, depth + 1) : [],
      }
      // `readParams` reads by the schema of this kind; TypeScript cannot follow the pair.
      return [step as FlowStep]
    })
  }
  return branch(flowId, 0)
}

/** Rows that live, by their parent, in order; those of `flows` are all below ''. */
function childrenByParent(root: Iterable<[string, Row]>): Map<string, Entry[]> {
  const children = new Map<string, Entry[]>()
  for (const [id, row] of root) {
    const place = parsePlace(row.get('at'))
    if (!place || place.parentId === TRASH) continue
    const parentId = row.has('flow') ? place.parentId : ''
    children.set(parentId, [...(children.get(parentId) ?? []), { id, row, index: place.index }])
  }
  for (const entries of children.values()) entries.sort((a, b) => compareOrder(a.index, a.id, b.index, b.id))
  return children
}

/** Each parameter by itself: one that is wrong does not void the others. */
function readParams(kind: StepKind, row: Row): unknown {
  const params: Record<string, unknown> = {}
  for (const [name, schema] of Object.entries(STEP_PARAMS[kind].shape)) {
    const held = row.get(`p:${name}`)
    const parsed = schema.safeParse(held === undefined ? undefined : toJson(held))
    params[name] = parsed.success ? parsed.data : schema.parse(undefined)
  }
  return isObject(params) ? params : {}
}

/** A name that expressions can read, as `find_customer`, with a number where it is taken. */
function freeKey(name: string, taken: Set<string>): string {
  const base = name.replaceAll(/[^A-Za-z0-9]+/g, '_').replaceAll(/^_+|_+$/g, '') || 'step'
  const start = /^[0-9]/.test(base) ? `_${base}` : base
  let key = start
  for (let n = 2; taken.has(key); n++) key = `${start}_${n}`
  taken.add(key)
  return key
}

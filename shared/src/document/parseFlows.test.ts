import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'

import { MAX_NESTING, type FlowStep } from '../flows/flow.ts'
import { addFlow } from './operations/addFlow.ts'
import { addStep } from './operations/addStep.ts'
import { moveStep } from './operations/moveStep.ts'
import { setFlow } from './operations/setFlow.ts'
import { setStep } from './operations/setStep.ts'
import { trashFlow } from './operations/trashFlow.ts'
import { trashStep } from './operations/trashStep.ts'
import { ELSE, parseFlows } from './parseFlows.ts'
import { openProjectDoc, type EditorOrigin, type ProjectDoc } from './projectDoc.ts'

const ORIGIN: EditorOrigin = { kind: 'editor', label: 'test' }

function withFlow(): { doc: ProjectDoc; flowId: string } {
  const doc = openProjectDoc()
  return { doc, flowId: addFlow(doc, { name: 'Welcome', trigger: { kind: 'manual' } }, ORIGIN) }
}

/** `condition(sendMail | stop)`: kinds with their branches. */
function shape(steps: readonly FlowStep[]): string {
  return steps
    .map(({ kind, then, otherwise }) => (kind === 'condition' ? `${kind}(${shape(then)} | ${shape(otherwise)})` : kind))
    .join(' ')
}

describe('flows', () => {
  it('[M1] are off at first, have steps in order, and branches below a condition', () => {
    const { doc, flowId } = withFlow()
    const test = addStep(doc, { flowId, parentId: flowId, kind: 'condition' }, ORIGIN)
    addStep(doc, { flowId, parentId: test, kind: 'sendMail' }, ORIGIN)
    addStep(doc, { flowId, parentId: test + ELSE, kind: 'stop' }, ORIGIN)
    const first = addStep(doc, { flowId, parentId: flowId, kind: 'delay', beforeId: test }, ORIGIN)
    const [flow] = parseFlows(doc)
    expect(flow).toMatchObject({ name: 'Welcome', enabled: false, trigger: { kind: 'manual' } })
    expect(shape(flow?.steps ?? [])).toBe('delay condition(sendMail | stop)')
    moveStep(doc, { id: first, parentId: test, beforeId: null }, ORIGIN)
    expect(shape(parseFlows(doc)[0]?.steps ?? [])).toBe('condition(sendMail delay | stop)')
    trashStep(doc, { id: test }, ORIGIN)
    expect(parseFlows(doc)[0]?.steps).toEqual([])
    trashFlow(doc, { id: flowId }, ORIGIN)
    expect(parseFlows(doc)).toEqual([])
  })

  it('[M1] keep what two people change in one step at the same time', () => {
    const { doc, flowId } = withFlow()
    const id = addStep(doc, { flowId, parentId: flowId, kind: 'sendMail' }, ORIGIN)
    const other = openProjectDoc(new Y.Doc())
    Y.applyUpdate(other.y, Y.encodeStateAsUpdate(doc.y), ORIGIN)
    setStep(doc, { id, params: { to: 'a@example.com' } }, ORIGIN)
    setStep(other, { id, params: { subject: 'Hello' } }, ORIGIN)
    setFlow(other, { id: flowId, enabled: true }, ORIGIN)
    Y.applyUpdate(doc.y, Y.encodeStateAsUpdate(other.y), ORIGIN)
    Y.applyUpdate(other.y, Y.encodeStateAsUpdate(doc.y), ORIGIN)
    expect(parseFlows(doc)).toEqual(parseFlows(other))
    const [flow] = parseFlows(doc)
    expect(flow?.enabled).toBe(true)
    expect(flow?.steps[0]?.params).toEqual({ to: 'a@example.com', subject: 'Hello', body: '' })
  })

  it('[M4] read anything: unknown kinds are left out, wrong values get their defaults, circles end', () => {
    const { doc, flowId } = withFlow()
    const delay = addStep(doc, { flowId, parentId: flowId, kind: 'delay', params: { amount: 'soon' } }, ORIGIN)
    doc.roots.flows.get(flowId)?.set('trigger', { kind: 'schedule', cron: 7 })
    const strange = addStep(doc, { flowId, parentId: flowId, kind: 'delay' }, ORIGIN)
    doc.roots.steps.get(strange)?.set('kind', 'launch')
    let parentId = flowId
    for (let depth = 0; depth < MAX_NESTING + 3; depth++)
      parentId = addStep(doc, { flowId, parentId, kind: 'condition' }, ORIGIN)
    const loop = addStep(doc, { flowId, parentId: flowId, kind: 'condition' }, ORIGIN)
    doc.roots.steps.get(loop)?.set('at', [loop, 'a'])
    const [flow] = parseFlows(doc)
    expect(flow?.trigger).toEqual({ kind: 'manual' })
    expect(flow?.steps[0]).toMatchObject({ id: delay, params: { amount: 5, unit: 'minutes' } })
    expect(shape(flow?.steps ?? []).match(/condition/g)).toHaveLength(MAX_NESTING + 1)
  })

  it('give each step a name that expressions can read, once', () => {
    const { doc, flowId } = withFlow()
    for (const name of ['Find Ada', 'find-Ada', undefined, '2nd']) {
      const params: Record<string, string> = name === undefined ? {} : { name }
      addStep(doc, { flowId, parentId: flowId, kind: 'stop', params }, ORIGIN)
    }
    const keys = parseFlows(doc)[0]?.steps.map(({ key }) => key)
    expect(keys).toEqual(['Find_Ada', 'find_Ada', 'stop', '_2nd'])
  })
})

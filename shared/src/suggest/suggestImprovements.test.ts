import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'

import { applyDifference } from '../document/diff.ts'
import { addField } from '../document/operations/addField.ts'
import { addModel } from '../document/operations/addModel.ts'
import { addScreen } from '../document/operations/addScreen.ts'
import { insertNodes, type NodeSpec } from '../document/operations/insertNodes.ts'
import { setModelRule } from '../document/operations/setModelRule.ts'
import { setThemeToken } from '../document/operations/setThemeToken.ts'
import { parseScreen } from '../document/parseScreen.ts'
import { openProjectDoc, type ProjectDoc } from '../document/projectDoc.ts'
import { seedProject } from '../document/seed.ts'
import { widget } from '../document/templates/orders.ts'
import { applyPlan } from './applyPlan.ts'
import { FINDING_KINDS, type FindingKind } from './finding.ts'
import { suggestApp } from './suggestApp.ts'
import { critique, suggestImprovements } from './suggestImprovements.ts'
import { suggestWidgets } from './suggestWidgets.ts'
import { BRIEFS } from './test/briefs.ts'

const EDITOR = { kind: 'editor', label: 'Test' } as const

interface Scene {
  doc: ProjectDoc
  screen: string
  model: string
  add: (...nodes: NodeSpec[]) => void
}

function newScene(): Scene {
  const doc = openProjectDoc()
  Y.applyUpdate(doc.y, seedProject({ projectId: 'p', name: 'Test', template: 'blank' }))
  const screen = [...doc.roots.screens].map(([id, row]) => parseScreen(id, row))[0]?.id ?? ''
  const model = addModel(doc, { name: 'customers', label: 'Customers' }, EDITOR)
  return { doc, screen, model, add: (...nodes) => void insertNodes(doc, { parentId: screen, nodes }, EDITOR) }
}

/** For each kind, something that has it. */
const CASES: Record<FindingKind, (scene: Scene) => void> = {
  missing_label: ({ add }) => add(widget('textInput', { texts: { label: '' } })),
  missing_alt: ({ add }) => add(widget('image', { props: { src: 'https://example.com/a.png' } })),
  unbound: ({ add }) => add(widget('table', {})),
  no_submit: ({ add }) => add(widget('form', { props: { showSubmit: false } })),
  idle_button: ({ add }) => add(widget('form', { children: [widget('button', {})] })),
  unreachable_required: ({ doc, model, add }) => {
    addField(doc, { modelId: model, name: 'name', type: 'text', constraints: { required: true } }, EDITOR)
    add(widget('form', { props: { model } }))
  },
  unused_field: ({ doc, model, add }) => {
    addField(doc, { modelId: model, name: 'phone', type: 'text' }, EDITOR)
    add(widget('form', { props: { model } }))
  },
  closed_form: ({ model, add }) => add(widget('form', { props: { model } })),
  open_writes: ({ doc, model }) => setModelRule(doc, { id: model, operation: 'delete', audience: 'public' }, EDITOR),
  email_not_unique: ({ doc, model }) => void addField(doc, { modelId: model, name: 'email', type: 'email' }, EDITOR),
  no_options: ({ doc, model }) => void addField(doc, { modelId: model, name: 'status', type: 'select' }, EDITOR),
  contrast: ({ doc }) => setThemeToken(doc, { tokens: { 'colour.text': '#cccccc' } }, EDITOR),
  wide_on_phone: ({ add }) => add({ ...widget('divider', {}), frames: { phone: { x: 0, y: 0, w: 600, h: 16 } } }),
  same_route: ({ doc }) => void addScreen(doc, { name: 'Twin', route: '/' }, EDITOR),
  overlap: ({ add }) => add(widget('divider', {}), widget('divider', {})),
  several_titles: ({ add }) => add(widget('heading', {}), widget('heading', {})),
}

describe('suggested improvements', () => {
  it.each(FINDING_KINDS)('%s is found, and gone once mended', (kind) => {
    const scene = newScene()
    expect(suggestImprovements(scene.doc)).toEqual([])
    CASES[kind](scene)
    for (let turn = 0; turn < 4; turn++) {
      const finding = suggestImprovements(scene.doc).find((one) => one.kind === kind)
      if (turn === 0) expect(finding?.fix).toBeTruthy()
      if (!finding?.fix) break
      applyDifference(scene.doc, finding.fix.difference, EDITOR)
    }
    expect(suggestImprovements(scene.doc).map((one) => one.kind)).not.toContain(kind)
  })

  it.each(BRIEFS)('finds nothing grave in what the rules themselves make: $brief', ({ brief }) => {
    const { doc, screen } = newScene()
    applyPlan(doc, suggestApp(brief), EDITOR)
    expect(suggestImprovements(doc).filter(({ severity }) => severity !== 'low')).toEqual([])
    expect(critique(doc, screen).score).toBeGreaterThan(80)
  })
})

describe('suggested widgets', () => {
  it('come bound to what is there, until nothing is left to suggest', () => {
    const { doc, screen, model } = newScene()
    addField(doc, { modelId: model, name: 'name', type: 'text' }, EDITOR)
    const made: string[] = []
    for (let turn = 0; turn < 10; turn++) {
      const [next] = suggestWidgets(doc, { screenId: screen })
      if (!next) break
      made.push(next.label)
      insertNodes(doc, { parentId: next.parentId, nodes: next.nodes }, EDITOR)
    }
    expect(made).toEqual(['Customers table', 'New customer form', 'Customers', 'Title'])
    expect(suggestImprovements(doc).filter(({ severity }) => severity !== 'low')).toEqual([])
  })

  it('fill a selected form', () => {
    const { doc, screen, model, add } = newScene()
    addField(doc, { modelId: model, name: 'email', label: 'Email', type: 'email' }, EDITOR)
    add(widget('form', { props: { model } }))
    const [form = ''] = doc.roots.nodes.keys()
    expect(suggestWidgets(doc, { screenId: screen, nodeId: form })[0]).toMatchObject({
      label: 'Email',
      parentId: form,
      nodes: [{ type: 'textInput', props: { kind: 'email' } }],
    })
  })
})

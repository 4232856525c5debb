import { seededRandom } from '@axiom/shared/document/chance'
import type { NodeView } from '@axiom/shared/document/views'
import type { Json } from '@axiom/shared/json'
import { WIDGETS } from '@axiom/shared/widgets/registry'
import { cleanup } from '@testing-library/react'
import { describe, expect, it } from 'vitest'

import { createStaticHost } from './host.ts'
import { draw, makeField, makeModel, makeNode, pageOf } from './test/fixtures.tsx'
import { isEdit } from './WidgetProps.ts'

const MODES = ['edit', 'run'] as const
const SIZES = ['desktop', 'phone'] as const
const SCRIPT = 'javascript:alert(1)'

const host = createStaticHost({
  models: () => [
    makeModel([
      makeField('name'),
      makeField('site', { type: 'url' }),
      makeField('mail', { type: 'email' }),
      makeField('tags', { type: 'multiSelect' }),
      makeField('day', { type: 'date' }),
    ]),
  ],
  list: () =>
    Promise.resolve(pageOf([{ id: 'r1', name: SCRIPT, site: SCRIPT, mail: SCRIPT, tags: SCRIPT, day: SCRIPT }])),
  richText: () => ({
    type: 'doc',
    content: [
      { type: 'paragraph', content: [{ type: 'text', text: 'x', marks: [{ type: 'link', attrs: { href: SCRIPT } }] }] },
    ],
  }),
})

/** Everything that another program could have written into a register. */
const GARBAGE: readonly Json[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  '',
  'm1',
  'f-site',
  SCRIPT,
  'JaVaScRiPt:alert(1)',
  ' javascript:alert(1)',
  'data:text/html,<script>',
  '//evil.example',
  '__proto__',
  'constructor',
  '😀'.repeat(50),
  [],
  [null, 1, {}, [[]]],
  [
    { field: 'f-name', label: 7 },
    { label: SCRIPT, value: null },
  ],
  {},
  { label: {} },
  { toString: 1 },
  '2026-99-99',
]

/** No address in the page runs a script, whoever wrote it. */
function expectNoScript(container: HTMLElement, hint: string): void {
  for (const element of container.querySelectorAll('*'))
    for (const { name, value } of Array.from(element.attributes)) {
      const isAddress = ['href', 'src', 'action', 'formaction', 'srcset', 'xlink:href'].includes(name)
      if (isAddress) expect(value, `${hint} ${name}`).not.toMatch(/^\s*(?:javascript|data|vbscript):|^\/[/\\]/i)
      expect(name, hint).not.toMatch(/^on/)
    }
}

describe.each(WIDGETS.map(({ type }) => type))('%s', (type) => {
  it.each(MODES)('[M11] draws one element with its defaults, mode %s', async (mode) => {
    for (const breakpoint of SIZES) {
      const { container, findAllByText } = draw(makeNode(type, { props: { model: 'm1' } }), { host, mode, breakpoint })
      expect(container.children).toHaveLength(1)
      expect(container.firstElementChild?.getAttribute('data-node-id')).toBe(`n-${type}`)
      if (type === 'table') await findAllByText(SCRIPT)
      expectNoScript(container, type)
      if (isEdit(mode)) expectNothingToReach(container)
      cleanup()
    }
  })

  it.each(MODES)('[M11] survives whatever its registers hold, mode %s', (mode) => {
    const seed = 20_261_121
    const random = seededRandom(seed)
    const any = (): Json => GARBAGE[Math.floor(random() * GARBAGE.length)] ?? null
    for (let round = 0; round < 40; round++) {
      const node = spoil(makeNode(type), any)
      const hint = `seed ${seed}, round ${round}: ${JSON.stringify(node)}`
      const breakpoint = SIZES[round % 2] ?? 'desktop'
      expect(() => expectNoScript(draw(node, { host, mode, breakpoint }).container, hint), hint).not.toThrow()
      cleanup()
    }
  })
})

/** On the canvas the keyboard goes to the canvas, not into widgets. */
function expectNothingToReach(container: HTMLElement): void {
  for (const element of container.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea'))
    expect(element.tabIndex, element.outerHTML).toBe(-1)
}

function spoil(node: NodeView, any: () => Json): NodeView {
  const each = (values: Record<string, unknown>): Record<string, Json> =>
    Object.fromEntries(Object.keys(values).map((name) => [name, any()]))
  const asText = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value))
  return {
    ...node,
    props: { ...each(node.props), [asText(any())]: any(), text: any(), url: any(), href: any() },
    texts: Object.fromEntries(Object.keys(node.texts).map((name) => [name, asText(any())])),
    styles: each(node.styles),
    overrides: { phone: each(node.styles) },
    events: { click: any(), change: any(), rowClick: any() },
    bindings: { url: asText(any()), src: asText(any()), label: asText(any()) },
  }
}

import type { ProjectDoc } from '../document/projectDoc.ts'
import { createDocumentStore } from '../document/store.ts'
import { subtreeOf } from '../document/tree.ts'
import type { ModelView, NodeView, ScreenView } from '../document/views.ts'
import { THEME_TOKENS } from '../widgets/theme.ts'
import { contrastOf, readableOn, TEXT_CONTRAST } from './contrast.ts'
import { setting, type Examined, type Finding } from './finding.ts'
import { modelFindings, type ModelForm } from './modelFindings.ts'
import { nodeFindings } from './nodeFindings.ts'

/** More at once is a list that nobody reads; the gravest come first. */
const MOST_FINDINGS = 100

const WEIGHT = { high: 0, medium: 1, low: 2 } as const

/** What would make the app better, each with the edit that does it. Reads only; the same document gives the same findings. */
export function suggestImprovements(doc: ProjectDoc): Finding[] {
  const store = createDocumentStore(doc)
  try {
    const examined: Examined = { doc, store }
    const screens = store.getScreens().map((screen) => ({ screen, nodes: nodesOf(examined, screen.id) }))
    const found = [
      ...screens.flatMap(({ screen, nodes }) => [
        ...screenFindings(examined, screen, nodes),
        ...nodes.flatMap((node) => nodeFindings({ ...examined, node, screenId: screen.id })),
      ]),
      ...store.getModels().flatMap((model) => modelFindings(examined, model, formsOf(examined, model, screens))),
      ...themeFindings(examined),
      ...routeFindings(examined),
    ]
    return gravestFirst(found)
  } finally {
    store.dispose()
  }
}

export function gravestFirst(found: readonly Finding[]): Finding[] {
  return found.toSorted((a, b) => WEIGHT[a.severity] - WEIGHT[b.severity]).slice(0, MOST_FINDINGS)
}

/** How one screen does: 100 less what was found on it. Throws nothing; a screen that is not there has no findings. */
export function critique(doc: ProjectDoc, screenId: string): { score: number; findings: Finding[] } {
  const findings = suggestImprovements(doc).filter((finding) => finding.screenId === screenId)
  const lost = findings.reduce((sum, { severity }) => sum + { high: 20, medium: 8, low: 2 }[severity], 0)
  return { score: Math.max(0, 100 - lost), findings }
}

function nodesOf({ store }: Examined, screenId: string): NodeView[] {
  return subtreeOf(store.getTree(), screenId).flatMap((id) => {
    const node = store.getNode(id)
    return node && !node.hidden && !node.trashed ? [node] : []
  })
}

function formsOf(
  { store }: Examined,
  model: ModelView,
  screens: readonly { screen: ScreenView; nodes: readonly NodeView[] }[],
): ModelForm[] {
  return screens.flatMap(({ screen, nodes }) =>
    nodes
      .filter(({ type, props }) => type === 'form' && props['model'] === model.id)
      .map((node) => {
        const inside = subtreeOf(store.getTree(), node.id).map((id) => store.getNode(id)?.props['field'])
        const filled = new Set(inside.filter((field) => typeof field === 'string'))
        return { node, screenId: screen.id, filled }
      }),
  )
}

function screenFindings({ doc }: Examined, screen: ScreenView, nodes: readonly NodeView[]): Finding[] {
  const titles = nodes.filter(({ type, props }) => type === 'heading' && (props['level'] ?? 1) === 1)
  const several = titles.slice(1).map((node): Finding => ({
    kind: 'several_titles',
    severity: 'low',
    id: node.id,
    name: node.name,
    screenId: screen.id,
    message: `“${screen.name}” has more than one title; screen readers find their way by the first.`,
    fix: { label: 'Make it a section', difference: setting(doc, 'nodes', node.id, { 'p:level': 2 }) },
  }))
  const top = nodes.filter(({ parentId }) => parentId === screen.id)
  const lowest = top.reduce((bottom, { frame }) => Math.max(bottom, frame.y + frame.h), 0)
  const covered = top.filter((node, i) => top.some((other, j) => j < i && overlap(node, other)))
  return [
    ...several,
    ...covered.map((node): Finding => ({
      kind: 'overlap',
      severity: 'medium',
      id: node.id,
      name: node.name,
      screenId: screen.id,
      message: 'It lies on top of another widget.',
      fix: {
        label: 'Move it below everything',
        difference: setting(doc, 'nodes', node.id, { frame: { ...node.frame, y: lowest + 16 } }),
      },
    })),
  ]
}

/** What is as high as its content ends earlier than its frame. */
function overlap(a: NodeView, b: NodeView): boolean {
  if (a.styles['height'] === 'hug' || b.styles['height'] === 'hug') return false
  const [one, two] = [a.frame, b.frame]
  return one.x < two.x + two.w && two.x < one.x + one.w && one.y < two.y + two.h && two.y < one.y + one.h
}

const PAIRS = [
  ['colour.text', 'colour.background'],
  ['colour.text', 'colour.surface'],
  ['colour.muted', 'colour.surface'],
  ['colour.onPrimary', 'colour.primary'],
  ['colour.primary', 'colour.surface'],
] as const

function themeFindings({ doc, store }: Examined): Finding[] {
  const theme = store.getTheme()
  const tokenOf = (name: string) => THEME_TOKENS.find(({ token }) => token === name)
  const valueOf = (name: string): unknown => theme[name] ?? tokenOf(name)?.default
  return PAIRS.flatMap(([text, behind]): Finding[] => {
    const [colour, background] = [valueOf(text), valueOf(behind)]
    const ratio = contrastOf(colour, background)
    if (ratio === null || ratio >= TEXT_CONTRAST) return []
    const better = readableOn(String(colour), String(background))
    return [
      {
        kind: 'contrast',
        severity: 'medium',
        id: text,
        name: tokenOf(text)?.label ?? text,
        screenId: null,
        message: `In the theme it has a contrast of ${ratio.toFixed(1)} to 1 with “${tokenOf(behind)?.label ?? behind}”; 4.5 can be read by everybody.`,
        fix: { label: `Change it to ${better}`, difference: setting(doc, 'theme', null, { [text]: better }) },
      },
    ]
  })
}

function routeFindings({ doc, store }: Examined): Finding[] {
  const screens = store.getScreens()
  const taken = new Set(screens.map(({ route }) => route))
  return screens.flatMap((screen, i): Finding[] => {
    if (!screens.slice(0, i).some(({ route }) => route === screen.route)) return []
    let route = `${screen.route === '/' ? '/screen' : screen.route}-2`
    for (let n = 3; taken.has(route); n++) route = route.replace(/-\d+$/, `-${n}`)
    taken.add(route)
    return [
      {
        kind: 'same_route',
        severity: 'high',
        id: screen.id,
        name: screen.name,
        screenId: screen.id,
        message: `Another screen has the address ${screen.route} already, so nobody gets to this one.`,
        fix: { label: `Give it ${route}`, difference: setting(doc, 'screens', screen.id, { route }) },
      },
    ]
  })
}

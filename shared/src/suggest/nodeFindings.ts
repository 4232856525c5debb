import type { ModelView, NodeView } from '../document/views.ts'
import { parseActions } from '../widgets/actions.ts'
import { SCREEN_WIDTH } from '../widgets/styles.ts'
import { THEME_TOKENS } from '../widgets/theme.ts'
import { contrastOf, readableOn, TEXT_CONTRAST } from './contrast.ts'
import { setting, wording, type Examined, type Finding } from './finding.ts'

const INPUTS: ReadonlySet<string> = new Set(['textInput', 'numberInput', 'select', 'checkbox', 'date'])
const READERS: ReadonlySet<string> = new Set(['table', 'stat'])

interface Subject extends Examined {
  node: NodeView
  screenId: string
}

type Check = (subject: Subject) => Finding[]

/** What is wrong with one widget. */
export function nodeFindings(subject: Subject): Finding[] {
  return CHECKS.flatMap((check) => check(subject))
}

const about = ({ node, screenId }: Subject) => ({ id: node.id, name: node.name, screenId })

const missingLabel: Check = (subject) => {
  const { doc, store, node } = subject
  const labelled = INPUTS.has(node.type) || node.type === 'button' || node.type === 'link'
  if (!labelled || node.bindings['label'] !== undefined || node.texts['label'] === undefined) return []
  if (node.texts['label'].trim() !== '') return []
  const field = store
    .getModels()
    .flatMap(({ fields }) => fields)
    .find(({ id }) => id === node.props['field'])
  const text = field?.label ?? node.name
  return [
    {
      ...about(subject),
      kind: 'missing_label',
      severity: 'high',
      message: 'It has no label, so nobody knows what it is for; a screen reader says nothing.',
      fix: { label: `Label it “${text}”`, difference: wording(doc, node.id, 'label', text) },
    },
  ]
}

const missingAlt: Check = (subject) => {
  const { doc, node } = subject
  if (node.type !== 'image' || node.bindings['alt'] !== undefined || !node.props['src']) return []
  if (typeof node.props['alt'] === 'string' && node.props['alt'].trim() !== '') return []
  return [
    {
      ...about(subject),
      kind: 'missing_alt',
      severity: 'medium',
      message: 'The picture has no description for people who do not see it.',
      fix: {
        label: `Describe it as “${node.name}”`,
        difference: setting(doc, 'nodes', node.id, { 'p:alt': node.name }),
      },
    },
  ]
}

const unbound: Check = (subject) => {
  const { doc, store, node } = subject
  const models = store.getModels()
  if (!READERS.has(node.type) || (node.type === 'stat' && node.props['source'] === 'value')) return []
  if (models.some(({ id }) => id === node.props['model'])) return []
  const model = closest(models, [node.name, node.texts['title'], node.texts['label']])
  return [
    {
      ...about(subject),
      kind: 'unbound',
      severity: 'high',
      message: 'It shows the records of no model, so it stays empty.',
      fix: model && {
        label: `Show ${model.label}`,
        difference: setting(doc, 'nodes', node.id, {
          'p:model': model.id,
          ...(node.type === 'table' ? { 'p:columns': [] } : {}),
        }),
      },
    },
  ]
}

/** The model that a widget's words name; the only one there is; else none. */
function closest(models: readonly ModelView[], words: readonly (string | undefined)[]): ModelView | null {
  const text = words.join(' ').toLowerCase()
  const named = models.find(({ label }) => text.includes(label.toLowerCase()))
  return named ?? (models.length === 1 ? (models[0] ?? null) : null)
}

const noSubmit: Check = (subject) => {
  const { doc, store, node } = subject
  if (node.type !== 'form' || node.props['showSubmit'] !== false) return []
  const sends = (id: string): boolean => {
    const child = store.getNode(id)
    return (child?.type === 'button' && child.props['action'] === 'submit') || store.getChildren(id).some(sends)
  }
  if (store.getChildren(node.id).some(sends)) return []
  return [
    {
      ...about(subject),
      kind: 'no_submit',
      severity: 'high',
      message: 'The form has no button that sends it.',
      fix: { label: 'Show its button', difference: setting(doc, 'nodes', node.id, { 'p:showSubmit': true }) },
    },
  ]
}

const idleButton: Check = (subject) => {
  const { doc, store, node } = subject
  if (node.type !== 'button' || node.props['action'] === 'submit' || node.props['action'] === 'reset') return []
  if (parseActions(node.events['click']).length > 0) return []
  const inForm = store.getNode(node.parentId)?.type === 'form'
  return [
    {
      ...about(subject),
      kind: 'idle_button',
      severity: 'medium',
      message: 'Nothing happens when it is pressed.',
      fix: inForm
        ? { label: 'Let it send the form', difference: setting(doc, 'nodes', node.id, { 'p:action': 'submit' }) }
        : null,
    },
  ]
}

const contrast: Check = (subject) => {
  const { doc, store, node } = subject
  const theme = store.getTheme()
  const [text, behind] = [node.styles['colour'], node.styles['background']].map((value) => {
    const token = typeof value === 'string' && value.startsWith('$') ? value.slice(1) : null
    return token === null ? value : (theme[token] ?? THEME_TOKENS.find((one) => one.token === token)?.default)
  })
  const ratio = contrastOf(text, behind)
  if (ratio === null || ratio >= TEXT_CONTRAST || typeof text !== 'string' || typeof behind !== 'string') return []
  const better = readableOn(text, behind)
  return [
    {
      ...about(subject),
      kind: 'contrast',
      severity: 'medium',
      message: `Its text has a contrast of ${ratio.toFixed(1)} to 1 with its background; 4.5 can be read by everybody.`,
      fix: { label: `Text in ${better}`, difference: setting(doc, 'nodes', node.id, { 's:colour': better }) },
    },
  ]
}

const wideOnPhone: Check = (subject) => {
  const { doc, node } = subject
  const frame = node.frames.phone
  if (!frame || frame.x + frame.w <= SCREEN_WIDTH.phone) return []
  return [
    {
      ...about(subject),
      kind: 'wide_on_phone',
      severity: 'medium',
      message: 'On a phone it is wider than the screen.',
      fix: {
        label: 'Let it follow the phone layout',
        difference: setting(doc, 'nodes', node.id, { 'frame@phone': undefined }),
      },
    },
  ]
}

const CHECKS: readonly Check[] = [missingLabel, missingAlt, unbound, noSubmit, idleButton, contrast, wideOnPhone]

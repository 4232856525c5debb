import { setFrames } from '@axiom/shared/document/operations/setFrames'
import { setStyles } from '@axiom/shared/document/operations/setStyles'
import type { NodeView } from '@axiom/shared/document/views'
import { findWidget } from '@axiom/shared/widgets/registry'
import { layoutOf } from '@axiom/shared/widgets/styles'
import type { ReactNode } from 'react'

import { stepLabel } from '../../actions/edits.ts'
import { useEdit, useProjectSession } from '../../document/hooks.ts'
import { useEditorState } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'
import { Section } from '../../ui/Panel.tsx'
import { Alignment } from './Alignment.tsx'
import { Geometry } from './Geometry.tsx'
import { StyleEditor } from './StyleEditor.tsx'
import { GROUPS, STYLE_FIELDS, type StyleField, type StyleGroup } from './styleFields.ts'

/** Place, size and look, for the breakpoint that is shown. */
export function DesignTab({ nodes }: { nodes: readonly NodeView[] }): ReactNode {
  const breakpoint = useEditorState((state) => state.breakpoint)
  const fields = fieldsOf(nodes, breakpoint)
  return (
    <>
      {breakpoint === 'phone' && <Overrides nodes={nodes} />}
      {nodes.length > 1 && <Alignment />}
      <Section title={t('style.group.place')}>
        <Geometry nodes={nodes} />
      </Section>
      {GROUPS.filter((group) => fields.some((field) => field.group === group)).map((group) => (
        <Section key={group} title={t(`style.group.${group}`)}>
          <Group fields={fields} group={group} nodes={nodes} />
        </Section>
      ))}
    </>
  )
}

function Group({
  fields,
  group,
  nodes,
}: {
  fields: readonly StyleField[]
  group: StyleGroup
  nodes: readonly NodeView[]
}): ReactNode {
  return fields
    .filter((field) => field.group === group)
    .map((field) => <StyleEditor key={field.key} nodes={nodes} field={field} />)
}

function fieldsOf(nodes: readonly NodeView[], breakpoint: 'desktop' | 'phone'): readonly StyleField[] {
  const has = (node: NodeView, key: string): boolean => findWidget(node.type)?.styles.includes(key) ?? false
  const fits = (node: NodeView, { layout }: StyleField): boolean => {
    const { kind } = layoutOf(node, breakpoint)
    return layout === undefined || layout === kind || (layout === 'flow' && kind !== 'free')
  }
  return STYLE_FIELDS.filter((field) => nodes.every((node) => has(node, field.key) && fits(node, field)))
}

/** "n changes for phone · Reset" */
function Overrides({ nodes }: { nodes: readonly NodeView[] }): ReactNode {
  const edit = useEdit()
  const { store } = useProjectSession()
  const count = nodes.reduce(
    (sum, node) => sum + Object.keys(node.overrides.phone ?? {}).length + (node.frames.phone ? 1 : 0),
    0,
  )
  if (count === 0) return <p className="ax-overrides ax-muted">{t('inspector.phoneHint')}</p>
  const ids = nodes.map(({ id }) => id)
  const reset = (): void =>
    edit(stepLabel(t('inspector.resetPhone'), store, ids), (doc, origin) => {
      for (const node of nodes) {
        const styles = Object.fromEntries(Object.keys(node.overrides.phone ?? {}).map((key) => [key, undefined]))
        setStyles(doc, { ids: [node.id], styles, breakpoint: 'phone' }, origin)
        if (node.frames.phone) setFrames(doc, { frames: { [node.id]: undefined }, breakpoint: 'phone' }, origin)
      }
    })
  return (
    <div className="ax-overrides">
      <i aria-hidden="true" />
      <span className="ax-grow">{t('inspector.phoneChanges', { count })}</span>
      <button type="button" className="ax-text-button" onClick={reset}>
        {t('inspector.reset')}
      </button>
    </div>
  )
}

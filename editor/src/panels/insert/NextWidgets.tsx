import { insertNodes } from '@axiom/shared/document/operations/insertNodes'
import type { ProjectDoc } from '@axiom/shared/document/projectDoc'
import type { WidgetSuggestion } from '@axiom/shared/suggest/suggestWidgets'
import { IconPlus } from '@tabler/icons-react'
import { useMemo, type ReactNode } from 'react'

import { useEdit } from '../../document/hooks.ts'
import { useSettled } from '../../document/useSettled.ts'
import { announce } from '../../session/announcements.ts'
import { select, useEditorState } from '../../session/editorState.ts'
import { zoomToFit } from '../../session/viewport.ts'
import { t } from '../../texts/t.ts'

/** More of them would hide what one came for. */
const SHOWN = 3

/** What usually comes next here, bound and labelled: by what is on the screen, in it selected, and in the models. */
export function NextWidgets(): ReactNode {
  const ideas = useIdeas()
  const edit = useEdit()
  const isReadOnly = useEditorState((state) => state.readOnly)
  if (ideas.length === 0 || isReadOnly) return null
  const insert = ({ label, parentId, nodes }: WidgetSuggestion): void => {
    edit(t('next.insert', { name: label }), (doc, origin) => select(insertNodes(doc, { parentId, nodes }, origin)))
    announce(t('announce.inserted', { name: label }))
    // What comes below everything else may lie outside of what one sees.
    requestAnimationFrame(zoomToFit)
  }
  return (
    <section className="ax-insert-group" aria-label={t('next.title')}>
      <h3>{t('next.title')}</h3>
      <ul className="ax-list ax-next">
        {ideas.map((idea) => (
          <li key={`${idea.parentId} ${idea.label} ${idea.why}`}>
            <button type="button" aria-label={t('next.insert', { name: idea.label })} onClick={() => insert(idea)}>
              <IconPlus size={14} stroke={1.8} aria-hidden="true" />
              <span className="ax-grow">
                <span className="ax-medium ax-cut">{idea.label}</span>
                <span className="ax-meta">{idea.why}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

function useIdeas(): readonly WidgetSuggestion[] {
  const screenId = useEditorState((state) => state.screenId)
  const nodeId = useEditorState((state) => (state.selection.length === 1 ? state.selection[0] : undefined))
  const read = useMemo(
    () =>
      screenId === null
        ? null
        : async (doc: ProjectDoc) => {
            const { suggestWidgets } = await import('@axiom/shared/suggest/suggestWidgets')
            return suggestWidgets(doc, { screenId, nodeId }).slice(0, SHOWN)
          },
    [screenId, nodeId],
  )
  return useSettled(read) ?? []
}

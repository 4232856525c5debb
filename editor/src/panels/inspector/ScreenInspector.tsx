import { isAudience } from '@axiom/shared/access/audience'
import { setScreen, type SetScreen } from '@axiom/shared/document/operations/setScreen'
import type { ReactNode } from 'react'

import { useAppRoles } from '../../api/appUsers.ts'
import { useEdit, useProjectSession, useScreens } from '../../document/hooks.ts'
import { useEditorState } from '../../session/editorState.ts'
import { guardChoices } from '../../texts/audiences.ts'
import { t } from '../../texts/t.ts'
import { ChoiceField, DraftField } from '../../ui/Field.tsx'
import { PanelHead, PropRow } from '../../ui/Panel.tsx'
import { ScreenReview } from './ScreenReview.tsx'

/** Nothing is selected: the open screen itself. */
export function ScreenInspector(): ReactNode {
  const screenId = useEditorState((state) => state.screenId)
  const isReadOnly = useEditorState((state) => state.readOnly)
  const screen = useScreens().find(({ id }) => id === screenId)
  const edit = useEdit()
  const roles = useAppRoles(useProjectSession().projectId, !isReadOnly)
  if (!screen) return <PanelHead title={t('inspector.nothing')} />
  const set = (change: Omit<SetScreen, 'id'>): void =>
    edit(t('inspector.setScreen', { name: screen.name }), (doc, origin) =>
      setScreen(doc, { id: screen.id, ...change }, origin),
    )
  return (
    <>
      <PanelHead title={screen.name}>
        <span className="ax-badge">{t('inspector.screen')}</span>
      </PanelHead>
      <fieldset key={screen.id} className="ax-panel-body ax-inspector" disabled={isReadOnly}>
        <legend className="ax-hidden">{t('inspector.screen')}</legend>
        <div className="ax-inspector-part ax-stack8">
          <PropRow label={t('projects.name')}>
            <DraftField
              label={t('projects.name')}
              value={screen.name}
              maxLength={80}
              onCommit={(name) => name.trim() !== '' && set({ name: name.trim() })}
            />
          </PropRow>
          <PropRow label={t('inspector.route')}>
            <DraftField
              label={t('inspector.route')}
              value={screen.route}
              mono
              maxLength={120}
              onCommit={(route) => set({ route: `/${route.trim().replace(/^\/+/, '')}` })}
            />
          </PropRow>
          <PropRow label={t('inspector.title')}>
            <DraftField
              label={t('inspector.title')}
              value={screen.title}
              placeholder={screen.name}
              maxLength={120}
              onCommit={(title) => set({ title: title.trim() })}
            />
          </PropRow>
          <PropRow label={t('inspector.access')}>
            <ChoiceField
              label={t('inspector.access')}
              value={screen.access}
              choices={guardChoices(roles, screen.access)}
              onChange={(access) => isAudience(access) && set({ access })}
            />
          </PropRow>
          {screen.access !== 'public' && <p className="ax-muted">{t('inspector.accessHint')}</p>}
        </div>
        <ScreenReview screenId={screen.id} />
        <p className="ax-empty">{t('inspector.selectHint')}</p>
      </fieldset>
    </>
  )
}

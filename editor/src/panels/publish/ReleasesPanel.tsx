import { useState, type ReactNode } from 'react'

import { useEditorState } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'
import { PanelHead } from '../../ui/Panel.tsx'
import { Tabs } from '../../ui/Segments.tsx'
import { AccessPart } from './AccessPart.tsx'
import { AddressPart } from './AddressPart.tsx'
import { AppUsersPart } from './AppUsersPart.tsx'
import { ReleaseList } from './ReleaseList.tsx'
import { VisitsPart } from './VisitsPart.tsx'

const PARTS = ['releases', 'address', 'access', 'users', 'visits'] as const
type Part = (typeof PARTS)[number]

/** Everything about the published app: what visitors get, and who they are. */
export function ReleasesPanel(): ReactNode {
  const [part, setPart] = useState<Part>('releases')
  const isReadOnly = useEditorState((state) => state.readOnly)
  // Lookers-on may not see who uses the app.
  const parts = PARTS.filter((each) => each === 'releases' || each === 'visits' || !isReadOnly)
  return (
    <>
      <PanelHead title={t('action.panel.publish')} />
      {parts.length > 1 && (
        <Tabs
          label={t('action.panel.publish')}
          value={part}
          segments={parts.map((value) => ({
            value,
            shown: t(`publish.part.${value}`),
            label: t(`publish.part.${value}`),
          }))}
          onChange={setPart}
        />
      )}
      {part === 'address' && !isReadOnly && <AddressPart />}
      {part === 'users' && !isReadOnly && <AppUsersPart />}
      {part === 'access' && !isReadOnly && <AccessPart />}
      {part === 'visits' && <VisitsPart />}
      {(part === 'releases' || (isReadOnly && part !== 'visits')) && <ReleaseList />}
    </>
  )
}

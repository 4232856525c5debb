import { IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { lookAtScreen, setCompared, setComparison, useEditorState } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'
import { DifferenceSign } from '../../ui/DifferenceSign.tsx'
import { ChoiceField } from '../../ui/Field.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Segments } from '../../ui/Segments.tsx'
import { usePast } from './usePast.ts'

const KINDS = ['added', 'changed', 'removed'] as const

/** What the marks on the canvas mean, and how many of them are on this screen. */
export function ComparisonBar(): ReactNode {
  const comparison = useEditorState((state) => state.comparison)
  const compared = useEditorState((state) => state.compared)
  const screenId = useEditorState((state) => state.screenId)
  if (!comparison) return null
  // The other state by itself has no marks.
  const hasMarks = compared !== 'past'
  const here = comparison.marks.filter((mark) => mark.screenId === screenId)
  const shown = KINDS.map((kind) => ({ kind, count: here.filter((mark) => mark.kind === kind).length }))
  return (
    <div className="ax-comparison" role="status" data-testid="comparison">
      <span className="ax-cut" title={comparison.title}>
        <b>{comparison.title}</b> {comparison.relation}
      </span>
      {hasMarks && here.length === 0 && <span className="ax-muted">{t('compare.nothingHere')}</span>}
      {shown.map(
        ({ kind, count }) =>
          hasMarks &&
          count > 0 && (
            <span key={kind} className="ax-row">
              <DifferenceSign kind={kind} />
              {t(`versions.${kind}`, { count })}
            </span>
          ),
      )}
      {compared === 'past' && comparison.path !== null && <ScreenChoice path={comparison.path} />}
      {comparison.path !== null && (
        <Segments
          label={t('compare.what')}
          value={compared}
          onChange={setCompared}
          segments={[
            { value: 'now', label: t('compare.now'), shown: t('compare.now') },
            { value: 'difference', label: t('compare.difference'), shown: t('compare.difference') },
            { value: 'past', label: comparison.other, shown: comparison.other },
          ]}
        />
      )}
      <IconButton size="xs" label={t('compare.hide')} onClick={() => setComparison(null)}>
        <IconX size={14} stroke={1.8} />
      </IconButton>
    </div>
  )
}

/** The other state may have other screens than this one. */
function ScreenChoice({ path }: { path: string }): ReactNode {
  const shown = useEditorState((state) => state.comparedScreenId ?? state.screenId)
  const screens = usePast(path).data?.store.getScreens() ?? []
  if (screens.length < 2) return null
  return (
    <ChoiceField
      label={t('compare.screen')}
      value={shown ?? ''}
      choices={screens.map(({ id, name }) => ({ value: id, label: name }))}
      onChange={lookAtScreen}
    />
  )
}

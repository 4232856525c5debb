import type { Finding } from '@axiom/shared/suggest/finding'
import { Button } from '@mantine/core'
import { IconListCheck } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'

import { openScreen, select, setReviewing, useEditorState } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'
import { Section } from '../../ui/Panel.tsx'
import { Segments } from '../../ui/Segments.tsx'
import { useIdeas } from './useIdeas.ts'
import { useReview } from './useReview.ts'

/** What would make the open screen or the whole project better, each with the edit that does it. */
export function ScreenReview({ screenId }: { screenId: string }): ReactNode {
  const isOn = useEditorState((state) => state.reviewing)
  return (
    <Section title={t('review.title')}>
      {isOn ? (
        <Findings screenId={screenId} />
      ) : (
        <Button
          size="sm"
          variant="default"
          leftSection={<IconListCheck size={14} stroke={1.8} />}
          onClick={() => setReviewing(true)}
        >
          {t('action.review')}
        </Button>
      )}
    </Section>
  )
}

function Findings({ screenId }: { screenId: string }): ReactNode {
  const [scope, setScope] = useState<'screen' | 'project'>('screen')
  const { findings: found, apply, suggest } = useReview()
  const thinking = useIdeas()
  if (found === null) return <div className="ax-skeleton" style={{ height: 48 }} role="status" />
  const findings = [...thinking.ideas, ...found]
  const handleApply = (finding: Finding): void => {
    apply(finding)
    thinking.drop(finding)
  }
  const here = findings.filter((finding) => finding.screenId === screenId)
  const shown = scope === 'screen' ? here : findings
  const worth = shown.filter(({ fix, severity }) => fix !== null && severity !== 'low')
  const counted = (count: number, label: string): string => (count > 0 ? `${label} (${count})` : label)
  const [screen, project] = [counted(here.length, t('review.screen')), counted(findings.length, t('review.project'))]
  return (
    <>
      <Segments
        label={t('review.scope')}
        value={scope}
        onChange={setScope}
        segments={[
          { value: 'screen', label: screen, shown: screen },
          { value: 'project', label: project, shown: project },
        ]}
      />
      {shown.length === 0 && <p className="ax-muted">{t('review.none')}</p>}
      <ul className="ax-findings" aria-label={t('review.title')}>
        {shown.map((finding) => (
          <FindingRow
            key={`${finding.kind} ${finding.id} ${finding.message}`}
            finding={finding}
            onApply={handleApply}
          />
        ))}
      </ul>
      <AskModel {...thinking} />
      {worth.length > 1 && (
        <Button
          size="sm"
          variant="default"
          fullWidth
          loading={suggest.isPending}
          onClick={() => suggest.mutate({ findings: worth })}
        >
          {t('review.suggestAll', { count: worth.length })}
        </Button>
      )}
      {suggest.error && (
        <p className="ax-error-text" role="alert">
          {suggest.error.message}
        </p>
      )}
    </>
  )
}

/** The rules found what they know; a language model reads the words, too. */
function AskModel({ engine, ideas, ask }: ReturnType<typeof useIdeas>): ReactNode {
  if (engine === null) return null
  const note = ask.error?.message ?? ask.data?.note ?? (ask.data && ideas.length === 0 ? t('review.noIdeas') : null)
  return (
    <>
      <Button size="sm" variant="default" fullWidth mb={8} loading={ask.isPending} onClick={() => ask.mutate()}>
        {t('review.ask', { engine })}
      </Button>
      <p className="ax-muted" role="status">
        {note}
      </p>
    </>
  )
}

interface RowProps {
  finding: Finding
  onApply: (finding: Finding) => void
}

function FindingRow({ finding, onApply }: RowProps): ReactNode {
  const { severity, name, message, fix, screenId, id } = finding
  const show = (): void => {
    openScreen(screenId)
    select([id])
  }
  return (
    <li data-severity={severity}>
      <span className="ax-row">
        <i aria-hidden="true" />
        <span className="ax-hidden">{t(`review.${severity}`)}</span>
        {screenId === null || screenId === id ? (
          <span className="ax-medium ax-cut">{name}</span>
        ) : (
          <button type="button" className="ax-medium ax-cut" onClick={show}>
            {name}
          </button>
        )}
      </span>
      <p className="ax-muted">{message}</p>
      {fix && (
        <Button
          size="compact-xs"
          variant="default"
          aria-label={t('review.applyTo', { fix: fix.label, name })}
          onClick={() => onApply(finding)}
        >
          {fix.label}
        </Button>
      )}
    </li>
  )
}

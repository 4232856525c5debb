import { Entrance } from '@axiom/shared/contracts/appAccess'
import type { OnMisfit } from '@axiom/shared/contracts/misfits'
import type { PublishWarning, Release } from '@axiom/shared/contracts/publishing'
import { setModelRule } from '@axiom/shared/document/operations/setModelRule'
import { setQuery } from '@axiom/shared/document/operations/setQuery'
import type { Audience } from '@axiom/shared/document/views'
import { Button, Checkbox, CopyButton, Group, Modal } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconCircleCheck, IconExternalLink } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'

import { useEdit, useModels, useQueries, useSyncStatus } from '../../document/hooks.ts'
import { t } from '../../texts/t.ts'
import { ChoiceField } from '../../ui/Field.tsx'
import { hasLosses, Misfits } from './Misfits.tsx'
import { PersonInputsNote } from './PersonInputsNote.tsx'
import { usePublishCheck, usePublishing } from './usePublishing.ts'

import './publish.css'

interface Props {
  projectId: string
  opened: boolean
  onClose: () => void
}

/** Makes the project as it is now the app that visitors use; says first what they would be refused. */
export function PublishDialog({ opened, onClose }: Props): ReactNode {
  const [release, setRelease] = useState<Release | null>(null)
  const close = (): void => {
    setRelease(null)
    onClose()
  }
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={release === null ? t('publish.title') : t('publish.done', { number: release.number })}
    >
      {opened && release === null && <Check onPublished={setRelease} onClose={close} />}
      {release !== null && <Published release={release} onClose={close} />}
    </Modal>
  )
}

function Check({ onPublished, onClose }: { onPublished: (release: Release) => void; onClose: () => void }): ReactNode {
  const [chosen, setChosen] = useState<Entrance | null>(null)
  const check = usePublishCheck(chosen)
  const { publish } = usePublishing()
  const status = useSyncStatus()
  const [copyRows, setCopyRows] = useState(true)
  const [onMisfit, setOnMisfit] = useState<OnMisfit | null>(null)
  const {
    warnings = [],
    personInputs = [],
    entrance = 'public',
    firstPublish = false,
    draftRows = 0,
    misfits = [],
  } = check.data ?? {}
  const isUnsaved = status.kind !== 'saved'
  return (
    <div className="ax-publish">
      <p className="ax-muted">{t('publish.lead')}</p>
      <EntranceChoice value={chosen ?? entrance} onChange={setChosen} />
      {check.isPending && <div className="ax-skeleton" style={{ height: 48 }} />}
      {check.isError && (
        <p className="ax-note" data-tone="danger" role="alert">
          {check.error.message}
        </p>
      )}
      {check.isSuccess && warnings.length === 0 && (
        <p className="ax-note" data-tone="success">
          <IconCheck size={14} aria-hidden="true" /> {t('publish.allOpen', { who: t(`publish.who.${entrance}`) })}
        </p>
      )}
      {warnings.length > 0 && <Warnings warnings={warnings} entrance={entrance} />}
      {personInputs.length > 0 && <PersonInputsNote names={personInputs} />}
      {misfits.length > 0 && <Misfits misfits={misfits} value={onMisfit} onChange={setOnMisfit} />}
      {firstPublish && draftRows > 0 && (
        <Checkbox
          checked={copyRows}
          onChange={(event) => setCopyRows(event.currentTarget.checked)}
          label={t('publish.copyRows', { count: draftRows })}
        />
      )}
      {isUnsaved && (
        <p className="ax-note" data-tone="warning" role="status">
          <IconAlertTriangle size={14} aria-hidden="true" /> {t('publish.unsaved')}
        </p>
      )}
      {publish.error && (
        <p className="ax-note" data-tone="danger" role="alert">
          {publish.error.message}
        </p>
      )}
      <Group justify="flex-end" gap="sm" mt="md">
        <Button variant="default" onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button
          loading={publish.isPending}
          disabled={
            !check.isSuccess || check.isPlaceholderData || isUnsaved || (hasLosses(misfits) && onMisfit === null)
          }
          onClick={() =>
            publish.mutate(
              {
                copyDraftRows: firstPublish && copyRows && draftRows > 0,
                ...(onMisfit === null ? {} : { onMisfit }),
                ...(chosen === null ? {} : { entrance: chosen }),
              },
              { onSuccess: onPublished },
            )
          }
        >
          {t('action.publish')}
        </Button>
      </Group>
    </div>
  )
}

/** Takes effect with the publishing. */
function EntranceChoice({ value, onChange }: { value: Entrance; onChange: (entrance: Entrance) => void }): ReactNode {
  return (
    <div>
      <ChoiceField
        label={t('access.title')}
        prefix={t('access.title')}
        value={value}
        choices={Entrance.options.map((option) => ({ value: option, label: t(`access.${option}`) }))}
        onChange={(next) => {
          const entrance = Entrance.options.find((each) => each === next)
          if (entrance) onChange(entrance)
        }}
      />
      <p className="ax-meta ax-publish-hint">{t(`publish.${value}Hint`)}</p>
    </div>
  )
}

/** What the rule must say for those who can open the app, and no more. */
const OPENED_TO: Record<Entrance, Audience> = {
  public: 'public',
  link: 'public',
  appUsers: 'appUser',
  members: 'viewer',
}

/** Nothing is opened silently: each rule is one click of somebody who may. */
function Warnings({ warnings, entrance }: { warnings: readonly PublishWarning[]; entrance: Entrance }): ReactNode {
  const edit = useEdit()
  const models = useModels()
  const queries = useQueries()
  const who = t(`publish.who.${entrance}`)
  return (
    <ul className="ax-publish-warnings" aria-label={t('publish.warnings')}>
      {byRule(warnings).map(({ names, ruledId, ruledName, operation }) => {
        const audience = OPENED_TO[entrance]
        const rule =
          operation === 'run'
            ? queries.find(({ id }) => id === ruledId)?.run
            : models.find(({ id }) => id === ruledId)?.rules[operation]
        const isOpen = rule === 'public' || rule === audience
        const nodes = new Intl.ListFormat('en').format(names)
        return (
          <li key={`${ruledId}${operation}`} className="ax-note" data-tone={isOpen ? 'success' : 'warning'}>
            {isOpen ? <IconCheck size={14} aria-hidden="true" /> : <IconAlertTriangle size={14} aria-hidden="true" />}
            <span className="ax-grow">
              {t(isOpen ? `publish.opened.${operation}` : `publish.warning.${operation}`, {
                nodes,
                count: names.length,
                model: ruledName,
                who,
              })}
            </span>
            {!isOpen && (
              <Button
                size="sm"
                variant="default"
                onClick={() =>
                  edit(t('data.setRule', { name: ruledName }), (doc, origin) =>
                    operation === 'run'
                      ? setQuery(doc, { id: ruledId, run: audience }, origin)
                      : setModelRule(doc, { id: ruledId, operation, audience }, origin),
                  )
                }
              >
                {t(`publish.allow.${operation}`, { who })}
              </Button>
            )}
          </li>
        )
      })}
    </ul>
  )
}

type RuleWarning = Pick<PublishWarning, 'ruledId' | 'ruledName' | 'operation'> & { names: string[] }

/** One line for each rule that is missing, with all that it would open. */
function byRule(warnings: readonly PublishWarning[]): RuleWarning[] {
  const rules = new Map<string, RuleWarning>()
  for (const { nodeName, ruledId, ruledName, operation } of warnings) {
    const rule = rules.get(`${ruledId}${operation}`) ?? { ruledId, ruledName, operation, names: [] }
    if (!rule.names.includes(nodeName)) rule.names.push(nodeName)
    rules.set(`${ruledId}${operation}`, rule)
  }
  return [...rules.values()]
}

function Published({ release, onClose }: { release: Release; onClose: () => void }): ReactNode {
  return (
    <div className="ax-publish">
      <p className="ax-note" data-tone="success">
        <IconCircleCheck size={16} aria-hidden="true" />
        <span className="ax-grow">{t('publish.live')}</span>
      </p>
      <div className="ax-row">
        <a className="ax-grow ax-cut" href={release.appUrl} target="_blank" rel="noreferrer">
          {release.appUrl}
        </a>
        <CopyButton value={release.appUrl}>
          {({ copied, copy }) => (
            <Button size="sm" variant="default" onClick={copy}>
              {t(copied ? 'common.copied' : 'common.copy')}
            </Button>
          )}
        </CopyButton>
      </div>
      <Group justify="flex-end" gap="sm" mt="md">
        <Button variant="default" onClick={onClose}>
          {t('common.close')}
        </Button>
        <Button
          component="a"
          href={release.appUrl}
          target="_blank"
          rel="noreferrer"
          leftSection={<IconExternalLink size={14} />}
        >
          {t('publish.open')}
        </Button>
      </Group>
    </div>
  )
}

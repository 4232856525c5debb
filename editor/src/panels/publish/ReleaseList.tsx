import { Button } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { useAction } from '../../actions/ActionsProvider.tsx'
import { useEditorState } from '../../session/editorState.ts'
import { formatWhen, t } from '../../texts/t.ts'
import { usePublishing, useReleases } from './usePublishing.ts'

import './publish.css'

/** What was published, and which of it visitors see. Going back is activating an older one. */
export function ReleaseList(): ReactNode {
  const releases = useReleases()
  const publish = useAction('publish')
  const { activate } = usePublishing()
  const isReadOnly = useEditorState((state) => state.readOnly)
  const active = releases.data?.find((release) => release.active)
  return (
    <div className="ax-panel-body" aria-busy={releases.isPending}>
      {active && (
        <a className="ax-release-link" href={active.appUrl} target="_blank" rel="noreferrer">
          <span className="ax-grow ax-cut">{active.appUrl.replace(/^https?:\/\//, '')}</span>
          <IconExternalLink size={14} aria-hidden="true" />
        </a>
      )}
      {releases.isError && <p className="ax-empty ax-error-text">{releases.error.message}</p>}
      {releases.data?.length === 0 && (
        <div className="ax-empty">
          <p>{t('publish.none')}</p>
          <Button size="sm" variant="default" disabled={isReadOnly} onClick={publish.run}>
            {t('action.publish')}
          </Button>
        </div>
      )}
      <ul className="ax-list" aria-label={t('action.panel.publish')}>
        {releases.data?.map(({ id, number, active: isActive, authorName, createdAt }) => (
          <li key={id} className="ax-list-row ax-release">
            <span className="ax-grow">
              <span className="ax-medium">{t('publish.release', { number })}</span>
              <br />
              <span className="ax-meta">
                {formatWhen(createdAt)} · {authorName}
              </span>
            </span>
            {isActive ? (
              <span className="ax-badge" data-tone="success">
                {t('projects.live')}
              </span>
            ) : (
              <Button
                size="xs"
                variant="default"
                disabled={isReadOnly || activate.isPending}
                onClick={() => activate.mutate(id)}
                aria-label={t('publish.activateNumber', { number })}
              >
                {t('publish.activate')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {activate.error && <p className="ax-empty ax-error-text">{activate.error.message}</p>}
    </div>
  )
}

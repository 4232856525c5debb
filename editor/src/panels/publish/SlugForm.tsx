import type { SlugCheck } from '@axiom/shared/contracts/projects'
import { KEPT_SLUG_DAYS } from '@axiom/shared/model/slugs'
import { Button } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconExternalLink } from '@tabler/icons-react'
import { type ReactNode, useId, useState } from 'react'

import { formatWhen, t } from '../../texts/t.ts'
import { FieldFrame } from '../../ui/Field.tsx'
import { useSlug, useSlugCheck } from './useAddress.ts'

/** Where the app is; what is typed is checked, and changed only when that was said. */
export function SlugForm(): ReactNode {
  const { project, change } = useSlug()
  const [draft, setDraft] = useState<string | null>(null)
  const hint = useId()
  const slug = project.data?.slug ?? ''
  const typed = draft ?? slug
  const check = useSlugCheck(draft === slug ? '' : (draft ?? ''))
  const isChanged = draft !== null && draft !== slug
  if (!project.data) return <p className="ax-meta">{project.error?.message}</p>
  const [, scheme = '', rest = ''] = /^(https?:\/\/)[^.]+(.*)$/.exec(project.data.appUrl) ?? []
  return (
    <form
      className="ax-stack8"
      onSubmit={(event) => {
        event.preventDefault()
        if (check?.state === 'free') change.mutate(typed, { onSuccess: () => setDraft(null) })
      }}
    >
      <FieldFrame error={isChanged && check !== undefined && check.state !== 'free'} unit={rest}>
        <input
          aria-label={t('address.label')}
          aria-describedby={hint}
          value={typed}
          maxLength={40}
          spellCheck={false}
          autoCapitalize="none"
          onChange={(event) => setDraft(event.currentTarget.value.toLowerCase())}
        />
      </FieldFrame>
      <div id={hint} aria-live="polite">
        {isChanged ? <Said slug={typed} check={check} /> : <p className="ax-meta">{t('address.hint')}</p>}
      </div>
      {change.error && (
        <p className="ax-error-text" role="alert">
          {change.error.message}
        </p>
      )}
      <div className="ax-row">
        {isChanged ? (
          <>
            <Button size="xs" type="submit" disabled={check?.state !== 'free'} loading={change.isPending}>
              {t('address.change')}
            </Button>
            <Button size="xs" variant="default" onClick={() => setDraft(null)}>
              {t('common.cancel')}
            </Button>
          </>
        ) : (
          project.data.publishedAt !== null && (
            <Button
              size="xs"
              variant="default"
              component="a"
              href={`${scheme}${slug}${rest}`}
              target="_blank"
              rel="noreferrer"
              rightSection={<IconExternalLink size={14} aria-hidden="true" />}
            >
              {t('publish.open')}
            </Button>
          )
        )}
      </div>
    </form>
  )
}

function Said({ slug, check }: { slug: string; check: SlugCheck | undefined }): ReactNode {
  if (slug === '') return <p className="ax-error-text">{t('address.invalid')}</p>
  if (!check) return <p className="ax-meta">{t('address.checking')}</p>
  if (check.state === 'free')
    return (
      <p className="ax-note" data-tone="success">
        <IconCheck size={14} aria-hidden="true" />
        <span className="ax-grow">{t('address.free', { days: KEPT_SLUG_DAYS })}</span>
      </p>
    )
  if (check.state === 'own') return <p className="ax-meta">{t('address.hint')}</p>
  const until = check.state === 'kept' ? formatWhen(check.until) : ''
  return (
    <p className="ax-note" data-tone="warning">
      <IconAlertTriangle size={14} aria-hidden="true" />
      <span className="ax-grow">{t(`address.${check.state}`, { until })}</span>
    </p>
  )
}

import { type AppAccess, Entrance } from '@axiom/shared/contracts/appAccess'
import { Button, CopyButton } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'

import { t } from '../../texts/t.ts'
import { ChoiceField, DraftField } from '../../ui/Field.tsx'
import { Section } from '../../ui/Panel.tsx'
import { useAppAccess } from './useAppAccess.ts'

/** Who may open the app, and which sites may show it in a frame. Each change acts at once. */
export function AccessPart(): ReactNode {
  const { access, set, newLink, pass } = useAppAccess()
  const failed = access.error ?? set.error ?? newLink.error ?? pass.error
  const openAsMember = (): void => {
    // The window first: browsers open none that comes later than the click.
    const tab = window.open('', '_blank')
    pass.mutate(undefined, {
      onSuccess: ({ url }) => tab?.location.replace(url),
      onError: () => tab?.close(),
    })
  }
  return (
    <div className="ax-panel-body ax-users">
      {failed && (
        <p className="ax-error-text ax-users-lead" role="alert">
          {failed.message}
        </p>
      )}
      {access.data && (
        <>
          <Section title={t('access.title')}>
            <ChoiceField
              label={t('access.title')}
              value={access.data.entrance}
              choices={Entrance.options.map((value) => ({ value, label: t(`access.${value}`) }))}
              onChange={(next) => {
                const entrance = Entrance.options.find((each) => each === next)
                if (entrance) set.mutate({ entrance, frameOrigins: access.data.frameOrigins })
              }}
            />
            <p className="ax-meta">{t(`access.${access.data.entrance}Hint`)}</p>
            {access.data.link !== null && <SecretLink link={access.data.link} onRenew={() => newLink.mutate()} />}
            <Button size="xs" variant="default" onClick={openAsMember}>
              {t('access.openAsMember')}
            </Button>
          </Section>
          <Section title={t('embed.title')}>
            <Embedding
              access={access.data}
              onChange={(frameOrigins) => set.mutate({ entrance: access.data.entrance, frameOrigins })}
            />
          </Section>
        </>
      )}
    </div>
  )
}

function SecretLink({ link, onRenew }: { link: string; onRenew: () => void }): ReactNode {
  return (
    <>
      <code className="ax-cut ax-users-code">{link}</code>
      <div className="ax-row">
        <Copy value={link} />
        <Button size="xs" variant="default" onClick={onRenew}>
          {t('access.newLink')}
        </Button>
      </div>
    </>
  )
}

function Copy({ value }: { value: string }): ReactNode {
  return (
    <CopyButton value={value}>
      {({ copied, copy }) => (
        <Button size="xs" variant="default" onClick={copy}>
          {t(copied ? 'common.copied' : 'common.copy')}
        </Button>
      )}
    </CopyButton>
  )
}

function Embedding({ access, onChange }: { access: AppAccess; onChange: (origins: string[]) => void }): ReactNode {
  const [isRefused, setRefused] = useState(false)
  const { frameOrigins, appUrl } = access
  return (
    <>
      <p className="ax-meta">{t('embed.hint')}</p>
      {frameOrigins.length > 0 && (
        <ul className="ax-users-roles" aria-label={t('embed.sites')}>
          {frameOrigins.map((origin) => (
            <li key={origin} className="ax-badge">
              {origin}
              <button
                type="button"
                aria-label={t('embed.remove', { origin })}
                onClick={() => onChange(frameOrigins.filter((other) => other !== origin))}
              >
                <IconX size={12} aria-hidden="true" />
              </button>
            </li>
          ))}
        </ul>
      )}
      <DraftField
        label={t('embed.add')}
        placeholder={t('embed.example')}
        value=""
        maxLength={200}
        error={isRefused}
        onCommit={(text) => {
          const origin = URL.canParse(text.trim()) ? new URL(text.trim()).origin : ''
          const isOrigin = /^https?:\/\//.test(origin)
          setRefused(!isOrigin)
          if (isOrigin) onChange([...new Set([...frameOrigins, origin])])
        }}
      />
      {isRefused && (
        <p className="ax-error-text" role="alert">
          {t('embed.wrong')}
        </p>
      )}
      {frameOrigins.length > 0 && (
        <>
          <pre className="ax-users-code" tabIndex={0} aria-label={t('embed.code')}>
            {embedCode(appUrl)}
          </pre>
          <Copy value={embedCode(appUrl)} />
        </>
      )}
    </>
  )
}

/** The frame, and what gives it the app's height; it listens to the app's origin only. */
function embedCode(appUrl: string): string {
  return `<iframe src="${appUrl}" data-axiom style="width:100%;height:600px;border:0"></iframe>
<script>
addEventListener('message', (event) => {
  if (event.origin !== '${new URL(appUrl).origin}' || typeof event.data?.axiomHeight !== 'number') return
  document.querySelector('iframe[data-axiom]').style.height = event.data.axiomHeight + 'px'
})
</script>`
}

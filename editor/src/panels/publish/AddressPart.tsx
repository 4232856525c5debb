import type { ReactNode } from 'react'

import { t } from '../../texts/t.ts'
import { Section } from '../../ui/Panel.tsx'
import { DomainsSection } from './DomainsSection.tsx'
import { SlugForm } from './SlugForm.tsx'

/** Under which addresses the app is reached. */
export function AddressPart(): ReactNode {
  return (
    <div className="ax-panel-body ax-users">
      <Section title={t('address.title')}>
        <SlugForm />
      </Section>
      <DomainsSection />
    </div>
  )
}

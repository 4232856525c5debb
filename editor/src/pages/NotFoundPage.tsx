import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { Link } from 'react-router'

import { t } from '../texts/t.ts'
import { StatePage } from '../ui/StatePage.tsx'

export function NotFoundPage(): ReactNode {
  return (
    <StatePage title={t('notFound.title')} lead={t('notFound.lead')}>
      <Button component={Link} to="/" size="lg">
        {t('common.toProjects')}
      </Button>
    </StatePage>
  )
}

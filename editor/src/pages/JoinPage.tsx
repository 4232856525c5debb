import type { Project } from '@axiom/shared/contracts/projects'
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link, Navigate, useLocation } from 'react-router'

import { api } from '../api/client.ts'
import { t } from '../texts/t.ts'
import { StatePage } from '../ui/StatePage.tsx'

/** Opens a share link. Its secret is in the fragment, which no server log ever sees. */
export function JoinPage(): ReactNode {
  const token = useLocation().hash.replace(/^#(token=)?/, '')
  const join = useQuery({
    queryKey: ['join', token],
    queryFn: () => api.post<Project>('/api/share-links/accept', { token }),
    retry: false,
    staleTime: Infinity,
  })
  if (join.data !== undefined) return <Navigate to={`/p/${join.data.id}`} replace />
  if (join.isPending)
    return (
      <main className="ax-page" aria-busy="true">
        <p className="ax-muted">{t('join.working')}</p>
      </main>
    )
  return (
    <StatePage title={t('join.failedTitle')} lead={t('join.failedLead')}>
      <Button component={Link} to="/" size="lg">
        {t('common.toProjects')}
      </Button>
    </StatePage>
  )
}

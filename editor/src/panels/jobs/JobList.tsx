import type { Job, JobList as Listed } from '@axiom/shared/contracts/jobs'
import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'

import { api } from '../../api/client.ts'
import { formatWhen, isTextKey, t } from '../../texts/t.ts'

import './jobs.css'

const REFRESH_MS = 5_000

/** Jobs below an address: of a project, or of the installation. */
export function useJobs(path: string) {
  const queries = useQueryClient()
  const onSettled = (): Promise<void> => queries.invalidateQueries({ queryKey: [path] })
  return {
    list: useQuery({
      queryKey: [path],
      queryFn: () => api.get<Listed>(path),
      refetchInterval: REFRESH_MS,
      retry: false,
    }),
    retry: useMutation({ mutationFn: (id: string) => api.post(`${path}/${id}/retry`), onSettled }),
    discard: useMutation({ mutationFn: (id: string) => api.delete(`${path}/${id}`), onSettled }),
  }
}

/** What was given up, what waits, and what can be done about it. */
export function JobList({ path, showsProject = false }: { path: string; showsProject?: boolean }): ReactNode {
  const { list, retry, discard } = useJobs(path)
  const failure = list.error ?? retry.error ?? discard.error
  const { dead = [], waiting = [] } = list.data ?? {}
  const rows = (jobs: readonly Job[]): ReactNode =>
    jobs.map((job) => (
      <JobRow
        key={job.id}
        job={job}
        showsProject={showsProject}
        onRetry={() => retry.mutate(job.id)}
        onDiscard={() => discard.mutate(job.id)}
      />
    ))
  return (
    <div className="ax-jobs" aria-busy={list.isPending}>
      {failure && (
        <p className="ax-error-text" role="alert">
          {failure.message}
        </p>
      )}
      {list.isPending && <div className="ax-skeleton" style={{ height: 28 }} />}
      {list.isSuccess && dead.length + waiting.length === 0 && <p className="ax-muted">{t('jobs.none')}</p>}
      {dead.length > 0 && (
        <section aria-label={t('jobs.dead')}>
          <h2>{t('jobs.dead')}</h2>
          <ul>{rows(dead)}</ul>
        </section>
      )}
      {waiting.length > 0 && (
        <section aria-label={t('jobs.waiting')}>
          <h2>{t('jobs.waiting')}</h2>
          <ul>{rows(waiting)}</ul>
        </section>
      )}
    </div>
  )
}

interface RowProps {
  job: Job
  showsProject: boolean
  onRetry: () => void
  onDiscard: () => void
}

function JobRow({ job, showsProject, onRetry, onDiscard }: RowProps): ReactNode {
  const [isSure, setSure] = useState(false)
  const { kind, projectId, state, attempts, error, at } = job
  const key = `job.${kind}`
  const facts = [
    state === 'dead' ? formatWhen(at) : state === 'running' ? t('jobs.running') : t('jobs.due', { when: dueWhen(at) }),
    t('jobs.attempts', { count: attempts }),
    ...(showsProject && projectId !== null ? [t('jobs.ofProject', { id: projectId })] : []),
  ]
  return (
    <li>
      <div className="ax-grow">
        <p className="ax-medium">{isTextKey(key) ? t(key) : kind}</p>
        <p className="ax-meta">{facts.join(' · ')}</p>
        {error !== null && <p className="ax-error-text">{error}</p>}
      </div>
      {state !== 'running' && (
        <>
          <Button size="xs" variant="default" onClick={onRetry}>
            {t(state === 'dead' ? 'jobs.retry' : 'jobs.now')}
          </Button>
          <Button
            size="xs"
            {...(isSure ? { color: 'red' } : { variant: 'default' })}
            onClick={() => (isSure ? onDiscard() : setSure(true))}
            onBlur={() => setSure(false)}
          >
            {t(isSure ? 'jobs.discardSure' : 'jobs.discard')}
          </Button>
        </>
      )}
    </li>
  )
}

function dueWhen(at: string): string {
  return new Date(at).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' })
}

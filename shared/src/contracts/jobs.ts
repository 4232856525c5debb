import { z } from 'zod'

import type { RouteSpec } from './route.ts'

/** Work for later that waits, runs or was given up. What it works on stays on the server. */
export const Job = z.object({
  id: z.string(),
  /** `webhooks.deliver`, `mail.send` … */
  kind: z.string(),
  /** Whose it is; null: of the installation. */
  projectId: z.string().nullable(),
  state: z.enum(['waiting', 'running', 'dead']),
  /** How often it was begun. */
  attempts: z.int(),
  /** Of the last attempt. */
  error: z.string().nullable(),
  /** When it is due, or was given up. */
  at: z.string(),
})
export type Job = z.infer<typeof Job>

/** `dead`: given up in the last 30 days, the newest first; `waiting`: the next first. At most 100 of each. */
export const JobList = z.object({ dead: z.array(Job), waiting: z.array(Job) })
export type JobList = z.infer<typeof JobList>

const all = '/api/jobs'
const base = '/api/projects/{id}/jobs'

export const jobsApi = {
  listAll: {
    id: 'jobs.listAll',
    method: 'get',
    path: all,
    summary: 'Jobs of the installation that wait or were given up, for its administrators',
    access: 'signedIn',
    limit: 'api',
    status: 200,
    answer: JobList,
    errors: ['forbidden'],
  },
  retryAny: {
    id: 'jobs.retryAny',
    method: 'post',
    path: `${all}/{jobId}/retry`,
    summary: 'Do a job now, or again; for administrators',
    access: 'signedIn',
    limit: 'write',
    status: 204,
    answer: null,
    errors: ['forbidden'],
  },
  discardAny: {
    id: 'jobs.discardAny',
    method: 'delete',
    path: `${all}/{jobId}`,
    summary: 'Forget a job that does not run; for administrators',
    access: 'signedIn',
    limit: 'write',
    status: 204,
    answer: null,
    errors: ['forbidden'],
  },
  list: {
    id: 'jobs.list',
    method: 'get',
    path: base,
    summary: 'Jobs of a project that wait or were given up',
    access: 'jobs.manage',
    limit: 'api',
    status: 200,
    answer: JobList,
  },
  retry: {
    id: 'jobs.retry',
    method: 'post',
    path: `${base}/{jobId}/retry`,
    summary: 'Do a job of the project now, or again',
    access: 'jobs.manage',
    limit: 'write',
    status: 204,
    answer: null,
  },
  discard: {
    id: 'jobs.discard',
    method: 'delete',
    path: `${base}/{jobId}`,
    summary: 'Forget a job of the project that does not run',
    access: 'jobs.manage',
    limit: 'write',
    status: 204,
    answer: null,
  },
} as const satisfies Record<string, RouteSpec>

import { z } from 'zod'

import { listOf } from './common.ts'
import type { RouteSpec } from './route.ts'

const LABEL = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'

/** A host name of the internet, small letters, without a dot at the end; letters beyond ASCII as `xn--…`. */
export const DomainName = z
  .string()
  .max(200)
  .regex(new RegExp(`^(?:${LABEL}\\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$`), 'a name like shop.example.com')

/**
 * `waiting`: its owner has not proved it, nothing is served; `proven`: it leads to the app; `failing`: it still does, but the proof is gone
 * and it will not for long.
 */
export const DomainState = z.enum(['waiting', 'proven', 'failing'])
export type DomainState = z.infer<typeof DomainState>

/** What stood in the way at the last look: no record, another one, no answer of the name servers, or another project has proved it. */
export const DomainProblem = z.enum(['none', 'other', 'unreachable', 'taken'])
export type DomainProblem = z.infer<typeof DomainProblem>

export const Domain = z.object({
  id: z.string(),
  host: z.string(),
  state: DomainState,
  problem: DomainProblem.nullable(),
  /** The TXT record that proves it. */
  record: z.object({ name: z.string(), value: z.string() }),
  /** What the domain itself has to point to. */
  target: z.string(),
  checkedAt: z.string().nullable(),
  /** Of a failing one: until then it leads to the app. */
  endsAt: z.string().nullable(),
})
export type Domain = z.infer<typeof Domain>

export const domainsApi = {
  list: {
    id: 'domains.list',
    method: 'get',
    path: '/api/projects/{id}/domains',
    summary: 'Domains of one’s own that lead to the published app, or will',
    access: 'publishing.publish',
    limit: 'api',
    status: 200,
    answer: listOf(Domain),
  },
  add: {
    id: 'domains.add',
    method: 'post',
    path: '/api/projects/{id}/domains',
    summary: 'Add a domain; it leads to the app once a TXT record proves it',
    access: 'publishing.publish',
    limit: 'write',
    body: z.strictObject({ host: DomainName }),
    status: 201,
    answer: Domain,
    errors: ['domain_taken', 'quota_exceeded'],
  },
  check: {
    id: 'domains.check',
    method: 'post',
    path: '/api/projects/{id}/domains/{domainId}/check',
    summary: 'Look for the TXT record now',
    access: 'publishing.publish',
    limit: 'signIn',
    status: 200,
    answer: Domain,
  },
  remove: {
    id: 'domains.remove',
    method: 'delete',
    path: '/api/projects/{id}/domains/{domainId}',
    summary: 'Take a domain away; it leads to nothing from then on',
    access: 'publishing.publish',
    limit: 'write',
    status: 204,
    answer: null,
  },
  allowed: {
    id: 'domains.allowed',
    method: 'get',
    path: '/internal/domains/allowed',
    summary: 'For a proxy that fetches certificates on demand: 200 for a host that is served here, 404 for any other',
    access: 'public',
    limit: 'api',
    query: z.object({ domain: z.string().max(253) }),
    status: 200,
    answer: z.object({ domain: z.string() }),
    errors: ['not_found'],
  },
} as const satisfies Record<string, RouteSpec>

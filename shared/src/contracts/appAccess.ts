import { z } from 'zod'

import { Entered } from './appUsers.ts'
import type { RouteSpec } from './route.ts'

/** Who may open an app at all: everybody, who has its secret link, its app users, or members of the project. */
export const Entrance = z.enum(['public', 'link', 'appUsers', 'members'])
export type Entrance = z.infer<typeof Entrance>

/** An origin whose pages may show the app in a frame: scheme, host and port, nothing behind. */
const FrameOrigin = z
  .string()
  .max(200)
  .regex(/^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/, 'an origin like https://www.example.com')

export const AppAccessInput = z.strictObject({ entrance: Entrance, frameOrigins: z.array(FrameOrigin).max(20) })
export type AppAccessInput = z.infer<typeof AppAccessInput>

export const AppAccess = z.object({
  entrance: Entrance,
  frameOrigins: z.array(z.string()),
  /** Where the app is. */
  appUrl: z.string(),
  /** The secret link; null where it opens nothing. */
  link: z.string().nullable(),
})
export type AppAccess = z.infer<typeof AppAccess>

/** For members of the project, on the editor's origin. */
export const appAccessApi = {
  get: {
    id: 'appAccess.get',
    method: 'get',
    path: '/api/projects/{id}/app-access',
    summary: 'Who may open the published app, and which sites may embed it',
    access: 'appUsers.list',
    limit: 'api',
    status: 200,
    answer: AppAccess,
  },
  set: {
    id: 'appAccess.set',
    method: 'put',
    path: '/api/projects/{id}/app-access',
    summary: 'Say who may open the published app, and which sites may embed it; acts at once',
    access: 'appUsers.manage',
    limit: 'write',
    body: AppAccessInput,
    status: 200,
    answer: AppAccess,
  },
  newLink: {
    id: 'appAccess.newLink',
    method: 'post',
    path: '/api/projects/{id}/app-access/link',
    summary: 'Replace the secret link; the old one opens nothing any more',
    access: 'appUsers.manage',
    limit: 'write',
    status: 200,
    answer: AppAccess,
  },
  pass: {
    id: 'appAccess.pass',
    method: 'post',
    path: '/api/projects/{id}/app-pass',
    summary: 'An address that opens the app as the member that one is; it works once, for a minute',
    access: 'project.read',
    limit: 'write',
    status: 200,
    answer: z.object({ url: z.string() }),
  },
} as const satisfies Record<string, RouteSpec>

/** On the app's own origin. */
export const appEntranceApi = {
  enter: {
    id: 'app.enter',
    method: 'post',
    path: '/api/app/enter',
    summary: 'Come in by the secret link, or by a member’s pass',
    access: 'sameOrigin',
    limit: 'signIn',
    body: z.strictObject({ token: z.string().min(20).max(200) }),
    status: 200,
    answer: Entered,
    errors: ['link_ended'],
  },
} as const satisfies Record<string, RouteSpec>

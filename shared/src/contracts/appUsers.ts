import { z } from 'zod'

import { OWN_CLAIMS } from '../access/audience.ts'
import { API_NAME } from '../model/names.ts'
import { PASSWORD_MIN } from './auth.ts'
import { Email, Id, listOf } from './common.ts'
import type { RouteSpec } from './route.ts'

const Name = z.string().trim().min(1).max(80)
const Password = z.string().min(PASSWORD_MIN).max(200)
/** What a role of an app may be called: rules and guards name it as `app:<role>`. */
export const AppRole = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'lower-case letters, digits and hyphens')

/** What an editor writes down about somebody, for conditions of rules: `caller.region`. What is known of everybody has other names. */
export const AppClaims = z
  .record(
    z
      .string()
      .regex(API_NAME, 'small letters first, then letters, digits and _')
      .refine((name) => !OWN_CLAIMS.includes(name), 'is known of everybody already'),
    z.union([z.string().max(200), z.number(), z.boolean()]),
  )
  .refine((claims) => Object.keys(claims).length <= 20, 'at most 20')
export type AppClaims = z.infer<typeof AppClaims>

/** Who may make an account of the app. */
export const Registration = z.enum(['open', 'invite'])
export type Registration = z.infer<typeof Registration>

/** How a project's pool of app users works. */
export const AppUserSettings = z.strictObject({
  registration: Registration,
  /** Accounts count only once their address has proved to be theirs. */
  verifyEmail: z.boolean(),
  /** Who is signed in learns the names of others: to choose them, and where records name them. */
  findByName: z.boolean().default(false),
  /** Roles that rules and guards can name. */
  roles: z.array(AppRole).max(20),
})
export type AppUserSettings = z.infer<typeof AppUserSettings>

/** An app user as members of the project see him. */
export const AppUser = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  roles: z.array(z.string()),
  claims: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  verified: z.boolean(),
  blocked: z.boolean(),
  /** He has been invited and has not chosen a password yet. */
  invited: z.boolean(),
  createdAt: z.string(),
  lastSeenAt: z.string().nullable(),
})
export type AppUser = z.infer<typeof AppUser>

export const InviteAppUser = z.strictObject({
  email: Email,
  name: Name,
  roles: z.array(AppRole).max(20).default([]),
  claims: AppClaims.optional(),
})
export type InviteAppUser = z.infer<typeof InviteAppUser>

export const UpdateAppUser = z.strictObject({
  name: Name.optional(),
  roles: z.array(AppRole).max(20).optional(),
  claims: AppClaims.optional(),
  blocked: z.boolean().optional(),
})
export type UpdateAppUser = z.infer<typeof UpdateAppUser>

/** An invitation and the link that it brings, for whoever wants to hand it over himself. */
export const AppInvitation = z.object({ user: AppUser, link: z.string() })
export type AppInvitation = z.infer<typeof AppInvitation>

/** For members of the project, on the editor's origin. */
export const appUsersApi = {
  list: {
    id: 'appUsers.list',
    method: 'get',
    path: '/api/projects/{id}/app-users',
    summary: 'Who has an account of the published app, the newest first',
    access: 'appUsers.list',
    limit: 'api',
    query: z.object({ search: z.string().max(200).optional(), cursor: Id.optional() }),
    status: 200,
    answer: z.object({ data: z.array(AppUser), meta: z.object({ nextCursor: z.string().nullable(), count: z.int() }) }),
  },
  invite: {
    id: 'appUsers.invite',
    method: 'post',
    path: '/api/projects/{id}/app-users',
    summary: 'Make an account whose owner chooses the password by a link',
    access: 'appUsers.manage',
    limit: 'write',
    body: InviteAppUser,
    status: 201,
    answer: AppInvitation,
    errors: ['email_taken', 'invalid_input'],
  },
  update: {
    id: 'appUsers.update',
    method: 'put',
    path: '/api/projects/{id}/app-users/{userId}',
    summary: 'Change an app user’s name, roles or claims, or block him',
    access: 'appUsers.manage',
    limit: 'write',
    body: UpdateAppUser,
    status: 200,
    answer: AppUser,
  },
  remove: {
    id: 'appUsers.remove',
    method: 'delete',
    path: '/api/projects/{id}/app-users/{userId}',
    summary: 'Delete an account of the app; its records stay',
    access: 'appUsers.manage',
    limit: 'write',
    status: 204,
    answer: null,
  },
  getSettings: {
    id: 'appUsers.getSettings',
    method: 'get',
    path: '/api/projects/{id}/app-user-settings',
    summary: 'How the app’s accounts work',
    access: 'appUsers.list',
    limit: 'api',
    status: 200,
    answer: AppUserSettings,
  },
  setSettings: {
    id: 'appUsers.setSettings',
    method: 'put',
    path: '/api/projects/{id}/app-user-settings',
    summary: 'Change how the app’s accounts work',
    access: 'appUsers.manage',
    limit: 'write',
    body: AppUserSettings,
    status: 200,
    answer: AppUserSettings,
  },
} as const satisfies Record<string, RouteSpec>

/** What the app's pages know of who uses them. */
export const Visitor = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  roles: z.array(z.string()),
  verified: z.boolean(),
  /** A member of the project who looks at it, not an account of the app. */
  member: z.boolean(),
})
export type Visitor = z.infer<typeof Visitor>

/** Somebody as others who use the app may know him. */
export const Person = z.object({ id: z.string(), name: z.string() })
export type Person = z.infer<typeof Person>

/** By the beginnings of a name (two letters at least), or by ids, separated by commas. */
export const PeopleInput = z.object({ search: z.string().max(80).optional(), ids: z.string().max(2_000).optional() })
export type PeopleInput = z.infer<typeof PeopleInput>

/** `pending`: the way on is in a mail. */
export const Entered = z.object({ user: Visitor.nullable(), pending: z.boolean() })
export type Entered = z.infer<typeof Entered>

export const AppRegisterInput = z.strictObject({ name: Name, email: Email, password: Password })
export type AppRegisterInput = z.infer<typeof AppRegisterInput>
export const AppLoginInput = z.strictObject({ email: Email, password: z.string().min(1).max(200) })
export type AppLoginInput = z.infer<typeof AppLoginInput>
const Token = z.string().min(20).max(200)
export const AppForgotInput = z.strictObject({ email: Email })
export const AppVerifyInput = z.strictObject({ token: Token })
export const AppResetInput = z.strictObject({ token: Token, password: Password })
export type AppResetInput = z.infer<typeof AppResetInput>
export const AppAccountInput = z.strictObject({ name: Name })
export const AppPasswordInput = z.strictObject({ current: z.string().min(1).max(200), password: Password })
export type AppPasswordInput = z.infer<typeof AppPasswordInput>
export const AppLeaveInput = z.strictObject({ password: z.string().min(1).max(200) })

/** On the app's own origin, for its own pages; the session is an HttpOnly cookie of that origin. */
export const appSessionApi = {
  register: {
    id: 'app.register',
    method: 'post',
    path: '/api/app/register',
    summary: 'Make an account of this app and sign in',
    access: 'sameOrigin',
    limit: 'signIn',
    body: AppRegisterInput,
    status: 201,
    answer: Entered,
    errors: ['email_taken', 'forbidden'],
  },
  login: {
    id: 'app.login',
    method: 'post',
    path: '/api/app/login',
    summary: 'Sign in',
    access: 'sameOrigin',
    limit: 'signIn',
    body: AppLoginInput,
    status: 200,
    answer: Entered,
    errors: ['invalid_credentials', 'forbidden'],
  },
  logout: {
    id: 'app.logout',
    method: 'post',
    path: '/api/app/logout',
    summary: 'End the session',
    access: 'sameOrigin',
    limit: 'api',
    status: 204,
    answer: null,
  },
  forgot: {
    id: 'app.forgot',
    method: 'post',
    path: '/api/app/forgot',
    summary: 'Send a link to choose a new password; answers the same for an unknown address',
    access: 'sameOrigin',
    limit: 'signIn',
    body: AppForgotInput,
    status: 204,
    answer: null,
  },
  verify: {
    id: 'app.verify',
    method: 'post',
    path: '/api/app/verify',
    summary: 'Prove an address by the link of a mail',
    access: 'sameOrigin',
    limit: 'signIn',
    body: AppVerifyInput,
    status: 204,
    answer: null,
    errors: ['link_ended'],
  },
  sendVerification: {
    id: 'app.sendVerification',
    method: 'post',
    path: '/api/app/send-verification',
    summary: 'Send the link to prove one’s address once more',
    access: 'sameOrigin',
    limit: 'signIn',
    status: 204,
    answer: null,
    errors: ['unauthenticated'],
  },
  reset: {
    id: 'app.reset',
    method: 'post',
    path: '/api/app/reset',
    summary: 'Choose a password by the link of a mail; ends all other sessions',
    access: 'sameOrigin',
    limit: 'signIn',
    body: AppResetInput,
    status: 200,
    answer: Entered,
    errors: ['link_ended'],
  },
  updateAccount: {
    id: 'app.updateAccount',
    method: 'put',
    path: '/api/app/account',
    summary: 'Change one’s own name',
    access: 'sameOrigin',
    limit: 'write',
    body: AppAccountInput,
    status: 200,
    answer: Visitor,
    errors: ['unauthenticated'],
  },
  changePassword: {
    id: 'app.changePassword',
    method: 'put',
    path: '/api/app/password',
    summary: 'Change one’s own password; ends all other sessions',
    access: 'sameOrigin',
    limit: 'signIn',
    body: AppPasswordInput,
    status: 204,
    answer: null,
    errors: ['unauthenticated', 'invalid_credentials'],
  },
  people: {
    id: 'app.people',
    method: 'get',
    path: '/api/app/people',
    summary: 'Others who use the app, where its project lets them find each other: at most 20',
    access: 'rules',
    limit: 'people',
    query: PeopleInput,
    status: 200,
    answer: listOf(Person),
  },
  leave: {
    id: 'app.leave',
    method: 'post',
    path: '/api/app/leave',
    summary: 'Delete one’s own account',
    access: 'sameOrigin',
    limit: 'signIn',
    body: AppLeaveInput,
    status: 204,
    answer: null,
    errors: ['unauthenticated', 'invalid_credentials'],
  },
} as const satisfies Record<string, RouteSpec>

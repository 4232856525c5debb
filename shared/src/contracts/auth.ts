import { z } from 'zod'

import { Email } from './common.ts'
import type { RouteSpec } from './route.ts'

export const PASSWORD_MIN = 10

export const RegisterInput = z.strictObject({
  name: z.string().trim().min(1).max(80),
  email: Email,
  password: z.string().min(PASSWORD_MIN).max(200),
})
export type RegisterInput = z.infer<typeof RegisterInput>

export const LoginInput = z.strictObject({ email: Email, password: z.string().min(1).max(200) })
export type LoginInput = z.infer<typeof LoginInput>

export const UpdateMeInput = z.strictObject({ name: z.string().trim().min(1).max(80) })
export type UpdateMeInput = z.infer<typeof UpdateMeInput>

export const User = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.enum(['user', 'admin']),
  createdAt: z.string(),
})
export type User = z.infer<typeof User>

/** Answer of register, login and refresh: the access token lives in memory only; the refresh token is an HttpOnly cookie. */
export const SessionAnswer = z.object({
  user: User,
  accessToken: z.string(),
  /** Seconds until the access token ends. */
  expiresIn: z.number(),
  /** To be sent as `X-CSRF-Token` to refresh and logout. */
  csrfToken: z.string(),
})
export type SessionAnswer = z.infer<typeof SessionAnswer>

export const authApi = {
  register: {
    id: 'auth.register',
    method: 'post',
    path: '/api/auth/register',
    summary: 'Make an account and sign in; the first one administers',
    access: 'sameOrigin',
    limit: 'signIn',
    body: RegisterInput,
    status: 201,
    answer: SessionAnswer,
    errors: ['email_taken'],
  },
  login: {
    id: 'auth.login',
    method: 'post',
    path: '/api/auth/login',
    summary: 'Sign in',
    access: 'sameOrigin',
    limit: 'signIn',
    body: LoginInput,
    status: 200,
    answer: SessionAnswer,
    errors: ['invalid_credentials'],
  },
  refresh: {
    id: 'auth.refresh',
    method: 'post',
    path: '/api/auth/refresh',
    summary: 'Give a new access token for the refresh cookie, which is replaced',
    access: 'sameOrigin',
    limit: 'api',
    status: 200,
    answer: SessionAnswer,
    errors: ['unauthenticated', 'session_ended'],
  },
  logout: {
    id: 'auth.logout',
    method: 'post',
    path: '/api/auth/logout',
    summary: 'End the session of the refresh cookie; needs its CSRF token in X-CSRF-Token',
    access: 'sameOrigin',
    limit: 'api',
    status: 204,
    answer: null,
    errors: ['session_ended', 'csrf'],
  },
  getMe: {
    id: 'auth.getMe',
    method: 'get',
    path: '/api/auth/me',
    summary: 'Who is signed in',
    access: 'signedIn',
    limit: 'api',
    status: 200,
    answer: User,
  },
  updateMe: {
    id: 'auth.updateMe',
    method: 'put',
    path: '/api/auth/me',
    summary: 'Change one’s own name',
    access: 'signedIn',
    limit: 'write',
    body: UpdateMeInput,
    status: 200,
    answer: User,
  },
} as const satisfies Record<string, RouteSpec>

import { z } from 'zod'

import { Email } from './common.ts'

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

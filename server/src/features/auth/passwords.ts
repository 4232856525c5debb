import { createHash } from 'node:crypto'

import { AppError } from '@axiom/shared/errors'
import { compare, hash } from '@node-rs/bcrypt'

const COST = 10

/** The most common ones of at least ten characters in published breaches. */
const BREACHED = new Set([
  '1234567890',
  '0123456789',
  '9876543210',
  '1q2w3e4r5t',
  'qwertyuiop',
  'password12',
  'password123',
  'password1234',
  'passw0rd123',
  'qwerty12345',
  'qwerty123456',
  '1qaz2wsx3edc',
  'iloveyou123',
  'administrator',
  'welcome123',
  'welcome1234',
  'letmein1234',
  'football123',
  'baseball123',
  'superman123',
  'abcdefghij',
  'abcd123456',
  'abc1234567',
  '12345678910',
  '1111111111',
  '0000000000',
  '123123123123',
  'asdfghjkl1',
  'asdfghjkl123',
  'zxcvbnm123',
  'changeme123',
  'changeme1234',
  'princess123',
  'monkey12345',
  'dragon12345',
  'qazwsxedcrfv',
  'unknown123',
  'computer123',
  'internet123',
  'starwars123',
  '1234567890a',
  'a1234567890',
  'passwordpassword',
])

/** Throws `invalid_input` for a password that the policy refuses (length is checked by the contract). */
export function checkPolicy(password: string, email: string): void {
  const lower = password.toLowerCase()
  const message =
    BREACHED.has(lower) || new Set(lower).size < 4
      ? 'This password is on the list of the most common ones. Choose another one.'
      : lower === email || lower === email.split('@')[0]
        ? 'The password must not be your email address.'
        : null
  if (message) throw new AppError('invalid_input', { errors: [{ path: 'password', code: 'weak', message }] })
}

/** bcrypt with ten rounds, on the thread pool: the event loop relays cursors meanwhile. */
export function hashPassword(password: string): Promise<string> {
  return hash(digest(password), { cost: COST })
}

/** Compares with the stored hash; for an unknown account with a stand-in, so that both take the same time. */
export async function checkPassword(password: string, stored: string | undefined): Promise<boolean> {
  standIn ??= hashPassword('nobody has this password')
  const matches = await compare(digest(password), stored ?? (await standIn))
  return matches && stored !== undefined
}

let standIn: Promise<string> | undefined

/** bcrypt reads 72 bytes only: of two long passwords with one beginning, both would sign in. */
function digest(password: string): string {
  return createHash('sha256').update(password).digest('base64')
}

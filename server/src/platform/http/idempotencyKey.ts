import { AppError } from '@axiom/shared/errors'

import type { Context } from './types.ts'

/** What makes that a request counts once, however often it is sent; null where none was sent. */
export function idempotencyKey(ctx: Context): string | null {
  const key = ctx.get('Idempotency-Key')
  if (key.length <= 100) return key || null
  const errors = [{ path: 'Idempotency-Key', code: 'maxLength', message: 'may have 100 characters' }]
  throw new AppError('invalid_input', { errors })
}

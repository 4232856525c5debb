import { AppError } from '@axiom/shared/errors'

import type { Context } from './types.ts'

/** Scheme and host that the request was sent to. Not Koa's `ctx.origin`: since Koa 3 that is the client's own Origin header. */
export function requestedOrigin(ctx: Context): string {
  const { origin } = ctx.URL
  // Koa answers an empty object when the Host header makes no address.
  if (typeof origin !== 'string')
    throw new AppError('invalid_input', { message: 'The Host header is not a valid address.' })
  return origin
}

/** Origin for addresses in answers: what the operator said (PUBLIC_URL), and only without it what the client asked for. */
export function publicOrigin(ctx: Context): string {
  return ctx.state.publicOrigin ?? requestedOrigin(ctx)
}

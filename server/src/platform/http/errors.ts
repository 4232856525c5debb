import { AppError, ERRORS, type ErrorCode, type Problem } from '@axiom/shared/errors'

import type { Context, HttpMiddleware } from './types.ts'

/**
 * Turns everything thrown below into RFC 9457 problem details, and likewise what no route took; what nobody foresaw becomes `internal` and
 * is logged whole.
 */
export function problemDetails(): HttpMiddleware {
  return async (ctx, next) => {
    try {
      await next()
      if (ctx.status === 404 && ctx.body === undefined) throw new AppError('not_found')
    } catch (error) {
      const known = toAppError(error)
      if (known.code === 'internal') ctx.state.log().error({ err: error }, 'unexpected error')
      answerProblem(ctx, known)
    }
  }
}

/** The body of a problem; `title` is the sentence that says what happened and what to do. */
export function toProblem(error: AppError, requestId?: string): Problem {
  return {
    type: `urn:axiom:error:${error.code}`,
    title: error.message,
    status: error.status,
    code: error.code,
    ...(requestId === undefined ? {} : { requestId }),
    ...(error.details.errors ? { errors: error.details.errors } : {}),
  }
}

function answerProblem(ctx: Context, error: AppError): void {
  ctx.status = error.status
  if (error.details.retryAfter !== undefined) ctx.set('Retry-After', String(Math.ceil(error.details.retryAfter)))
  if (error.status === 401) ctx.set('WWW-Authenticate', 'Bearer')
  ctx.body = toProblem(error, ctx.state.requestId)
  ctx.type = 'application/problem+json'
}

const BY_STATUS: Record<number, ErrorCode> = {
  400: 'invalid_input',
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'too_large',
  415: 'unsupported_media_type',
}

function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error
  // Koa's and the body parser's own errors carry a status and may be shown.
  if (error instanceof URIError)
    return new AppError('invalid_input', { message: 'The address is not encoded correctly.' })
  const status = error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : 500
  const code = BY_STATUS[status]
  return code !== undefined && code in ERRORS ? new AppError(code) : new AppError('internal')
}

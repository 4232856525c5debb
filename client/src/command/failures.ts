import { AxiomError } from '../problem.ts'

/** Something that the command itself could not do; says what to do. */
export class Failure extends Error {
  override readonly name = 'Failure'
}

/** It was typed in a way that is not understood. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Ctrl-C. `message` says what is left behind. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted'
}

/** Exit codes: 0 done, 1 failed, 2 not understood, 130 interrupted, as shells have it. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return 2
  return error instanceof Interrupted ? 130 : 1
}

/** What somebody at a terminal reads. Errors that nobody foresaw keep their stack. */
export function sentenceOf(error: unknown): string {
  if (error instanceof AxiomError) {
    const request = error.requestId === null ? '' : `, request ${error.requestId}`
    // People have a session, and are told before they ask with one that has ended.
    const hint = error.code === 'unauthenticated' ? '\nAXIOM_KEY is no key of this server, or was revoked.' : ''
    return `${error.message}${hint}\n(${error.code}${request})`
  }
  if (error instanceof Failure || error instanceof UsageError || error instanceof Interrupted) return error.message
  if (isSystemError(error)) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

/** What a program reads. */
export function problemOf(error: unknown): object {
  const message = sentenceOf(error)
  if (!(error instanceof AxiomError)) return { code: error instanceof Error ? error.name : 'Error', message }
  const { code, status, errors, requestId } = error
  return { code, message: error.message, status, errors, requestId }
}

/** A file that is not there, or may not be written. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error
}

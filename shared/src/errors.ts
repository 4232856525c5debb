/**
 * The one table of error codes: HTTP status, socket close code (only where a socket can end with it), and what happened plus
 * what to do next. Clients match on `code`, never on the text.
 */
export const ERRORS = {
  invalid_input: {
    status: 400,
    message: 'Some values are not valid. See "errors" for each path and what it should be.',
  },
  invalid_json: { status: 400, message: 'The body is not valid JSON. Send one JSON value, encoded as UTF-8.' },
  invalid_filter: {
    status: 400,
    message: 'The filter or sort is not understood. See "errors", and /docs for the operators.',
  },
  invalid_cursor: { status: 400, message: 'The cursor is not valid for this list. Start again without a cursor.' },
  unauthenticated: { status: 401, close: 4401, message: 'Sign in first, or send a valid access token.' },
  token_expired: { status: 401, close: 4401, message: 'The access token has expired. Refresh it and try again.' },
  invalid_credentials: { status: 401, message: 'Email or password is wrong. Check both and try again.' },
  session_ended: { status: 401, close: 4401, message: 'This session has ended. Sign in again.' },
  forbidden: {
    status: 403,
    close: 4403,
    message: 'Your role does not allow this. Ask an owner of the project for access.',
  },
  bad_origin: { status: 403, message: 'This request did not come from the editor itself, so it was refused.' },
  link_ended: { status: 410, message: 'This link has been used already, or its time is over. Ask for a new one.' },
  proof_refused: {
    status: 403,
    message:
      'The proof of work that is asked for here is missing, wrong, used already or too old. Solve a new challenge, and send its answer in Axiom-Proof.',
  },
  csrf: { status: 403, message: 'The CSRF token is missing or wrong. Reload the page and try again.' },
  link_expired: {
    status: 403,
    message: 'This link to a file has ended. Load the record again; it comes with a new one.',
  },
  file_infected: { status: 403, message: 'A virus was found in this file, so nobody can open it. Upload a clean one.' },
  not_found: { status: 404, close: 4403, message: 'Nothing here, or you have no access to it. Check the address.' },
  method_not_allowed: { status: 405, message: 'This address does not take that method. See the Allow header.' },
  conflict: { status: 409, message: 'Somebody changed this meanwhile. Load it again and repeat your change.' },
  file_scanning: {
    status: 409,
    message: 'This file is still being checked for viruses. Try again in a moment.',
  },
  email_taken: { status: 409, message: 'An account with this email exists already. Sign in instead.' },
  slug_taken: { status: 409, message: 'This address is taken by another project. Choose another one.' },
  domain_taken: { status: 409, message: 'This domain belongs to somebody else here. Choose another one.' },
  not_unique: { status: 409, message: 'A record with this value exists already, and the field must be unique.' },
  still_referenced: { status: 409, message: 'Other records still refer to this one. Change or delete them first.' },
  data_misfit: {
    status: 409,
    message: 'Some rows have values that their changed fields cannot take. Choose what becomes of them.',
  },
  schema_too_old: {
    status: 409,
    close: 4409,
    message: 'This page is older than the project. Reload it; unsent edits are kept.',
  },
  source_incomplete: {
    status: 409,
    message:
      'This data source came with a project’s file and still needs its secret. An editor of the project can enter it.',
  },
  precondition_failed: {
    status: 412,
    message: 'The record has changed since you read it. Read it again, then repeat the change with its ETag.',
  },
  too_large: { status: 413, close: 4413, message: 'This is larger than the server accepts. Send less at once.' },
  quota_exceeded: {
    status: 413,
    message: 'The room for files of this project is full. Delete files that are not needed any more, then try again.',
  },
  file_type_refused: {
    status: 415,
    message: 'Files of this kind are not accepted here. Choose one of the kinds that are named.',
  },
  range_not_satisfiable: { status: 416, message: 'The file has no such bytes. Ask for a range within its length.' },
  unsupported_media_type: { status: 415, message: 'Send the body as application/json.' },
  idempotency_mismatch: {
    status: 422,
    message: 'This Idempotency-Key was used for another body already. Send a new key with a new request.',
  },
  query_failed: {
    status: 422,
    message: 'The data source did not accept this query. Look at it in the editor, and try it there.',
  },
  transform_failed: {
    status: 422,
    message: 'The transform of this endpoint failed. An editor of the project can mend it.',
  },
  update_refused: { status: 422, message: 'The edit does not fit the project document and was not accepted.' },
  outbound_refused: {
    status: 422,
    message: 'This address is not allowed: it is not public. Whoever runs this server can allow it by OUTBOUND_ALLOW.',
  },
  precondition_required: {
    status: 428,
    message: 'Send If-Match with the ETag that you read, so that no newer change is lost.',
  },
  rate_limited: {
    status: 429,
    close: 4429,
    message: 'Too many requests. Wait for the time in Retry-After and try again.',
  },
  internal: {
    status: 500,
    message: 'Something failed on the server; nothing was changed. Try again, and report the request id if it stays.',
  },
  outbound_failed: {
    status: 502,
    message: 'The other server could not be reached, or its answer cannot be used. Check the address and try again.',
  },
  unavailable: { status: 503, close: 1013, message: 'The server cannot do this right now. Try again in a moment.' },
  outbound_timeout: { status: 504, message: 'The other server took too long. Try again, or ask it for less.' },
} as const satisfies Record<string, { status: number; message: string; close?: number }>

export type ErrorCode = keyof typeof ERRORS
export const ERROR_CODES = Object.keys(ERRORS) as ErrorCode[]

/** One wrong value in a request: `path` as JSON pointer without the leading slash (`fields/0/name`). */
export interface FieldError {
  path: string
  code: string
  message: string
}

export interface ErrorDetails {
  /** Replaces the table's sentence where more is known; must still say what happened and what to do. */
  message?: string
  errors?: FieldError[]
  /** Seconds until a retry makes sense. */
  retryAfter?: number
  [key: string]: unknown
}

/** The only error that services throw on purpose. Everything else is a bug and becomes `internal`. */
export class AppError extends Error {
  override readonly name = 'AppError'
  readonly code: ErrorCode
  readonly status: number
  readonly details: ErrorDetails

  constructor(code: ErrorCode, details: ErrorDetails = {}) {
    super(details.message ?? ERRORS[code].message)
    this.code = code
    this.status = ERRORS[code].status
    this.details = details
  }
}

/** RFC 9457 problem details, the shape of every error body of the product. */
export interface Problem {
  type: string
  title: string
  status: number
  code: ErrorCode
  requestId?: string
  errors?: FieldError[]
}

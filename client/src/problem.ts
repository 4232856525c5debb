import type { ErrorCode, FieldError, Problem } from '@axiom/shared/errors'

/** `unreachable`: no answer came; `timeout`: none in time; `unexpected`: one that is not Axiom's. */
type OwnCode = 'unreachable' | 'timeout' | 'unexpected'

/** Why a request did not do what it was for. Match on `code`, never on the text. */
export class AxiomError extends Error {
  override readonly name = 'AxiomError'
  readonly code: ErrorCode | OwnCode
  /** Of HTTP; 0 where no answer came. */
  readonly status: number
  /** Each wrong value by its path. */
  readonly errors: readonly FieldError[]
  /** Names the request in the server's log. */
  readonly requestId: string | null
  /** Seconds until a repeat makes sense. */
  readonly retryAfter: number | null

  constructor(code: AxiomError['code'], message: string, { status = 0, errors = [], ...more }: Details = {}) {
    super(message, { cause: more.cause })
    this.code = code
    this.status = status
    this.errors = errors
    this.requestId = more.requestId ?? null
    this.retryAfter = more.retryAfter ?? null
  }
}

interface Details extends Partial<Pick<Problem, 'status' | 'errors' | 'requestId'>> {
  retryAfter?: number | null
  cause?: unknown
}

/** The JSON of an answer that is one of Axiom's. */
export async function readJson(answer: Response): Promise<unknown> {
  if (!/[/+]json\b/.test(answer.headers.get('content-type') ?? '')) throw notAxioms(answer)
  return answer.json()
}

/** The problem that a refusal carries; what stands before the server may answer with something else. */
export async function readProblem(answer: Response): Promise<AxiomError> {
  const { status } = answer
  const seconds = Number(answer.headers.get('retry-after') ?? Number.NaN)
  const retryAfter = Number.isFinite(seconds) ? seconds : null
  if (answer.headers.get('content-type')?.startsWith('application/problem+json') !== true)
    return notAxioms(answer, retryAfter)
  const { code, title, errors = [], requestId } = (await answer.json()) as Problem
  // Who only sees the message should know as well.
  const message = [title, ...errors.map((error) => `  ${error.path}: ${error.message}`)].join('\n')
  return new AxiomError(code, message, { status, errors, retryAfter, ...(requestId && { requestId }) })
}

function notAxioms({ status, statusText }: Response, retryAfter: number | null = null): AxiomError {
  const message = `The server answered ${status} ${statusText}, not as Axiom does. Is the address right?`
  return new AxiomError('unexpected', message, { status, retryAfter })
}

import { AppError, type FieldError } from '@axiom/shared/errors'

/** An index refused a write within a transaction; which record it was can only be looked up once that is over. */
export class Contradiction extends Error {
  override readonly name = 'Contradiction'
  readonly explain: () => Promise<unknown>

  constructor(explain: () => Promise<unknown>) {
    super('an index refused a write')
    this.explain = explain
  }
}

/** An error of one part of a request, as one of the whole: its paths begin where the part is. */
export function atPath(error: unknown, path: string): unknown {
  return moved(error, (inner) => [path, inner].filter((part) => part !== '').join('/'))
}

/** An error of a list that was part of another one: its first step is a place in that. */
export function movedInList(error: unknown, placeOf: (i: number) => number): unknown {
  return moved(error, (path) => {
    const [first = '', ...rest] = path.split('/')
    return [String(placeOf(Number(first))), ...rest].join('/')
  })
}

/** An error of a list of one, as one of that alone. */
export function withoutPlace(error: unknown): unknown {
  return moved(error, (path) => path.replace(/^0\/?/, ''))
}

function moved(error: unknown, move: (path: string) => string): unknown {
  if (error instanceof Contradiction) return new Contradiction(async () => moved(await error.explain(), move))
  if (!(error instanceof AppError)) return error
  const { errors = [{ path: '', code: error.code, message: error.message }] } = error.details
  const there: FieldError[] = errors.map((one) => ({ ...one, path: move(one.path) }))
  return new AppError(error.code, { ...error.details, errors: there })
}

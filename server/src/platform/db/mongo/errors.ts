import { AppError } from '@axiom/shared/errors'
import {
  MongoBulkWriteError,
  MongoError,
  MongoNetworkError,
  MongoServerError,
  MongoServerSelectionError,
} from 'mongodb'

const DUPLICATE_KEY = 11_000
/** What MongoDB answers when an update does not fit the document: not an array, not a number, not an object, `_id`. */
const MISFITS = new Set<unknown>([2, 14, 28, 66])
const UNAVAILABLE = new Set([
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
  'MongoWaitQueueTimeoutError',
  'MongoWriteConcernError',
])

/** True when a unique index refused the write. */
export function isDuplicateKey(error: unknown): error is MongoError {
  return error instanceof MongoError && 'code' in error && error.code === DUPLICATE_KEY
}

/** True when nobody knows what became of an operation, or it was certainly not done: doing it again may help. */
export function isUnavailable(error: unknown): error is MongoError {
  if (!(error instanceof MongoError)) return false
  if (error instanceof MongoNetworkError || error instanceof MongoServerSelectionError) return true
  // The driver wraps whatever has happened to a batch, even when no server has judged it.
  if (error instanceof MongoBulkWriteError && error.result.getWriteErrorCount() === 0) return true
  return (
    UNAVAILABLE.has(error.name) ||
    error.hasErrorLabel('RetryableWriteError') ||
    error.hasErrorLabel('TransientTransactionError')
  )
}

/** The port's error for one of the driver, other than a duplicate key; what is not known stays as it is. */
export function toPortError(error: unknown): unknown {
  if (isUnavailable(error)) return new AppError('unavailable', { retryAfter: 1, cause: error.message })
  if (error instanceof MongoServerError && MISFITS.has(error.code)) return new RangeError(error.message)
  return error
}

/** Keys of the index that refused: in the answer of a single write, else the index is only named. */
export function indexOf(error: MongoError): { paths: string[] } | { name: string } {
  if ('keyPattern' in error && typeof error.keyPattern === 'object' && error.keyPattern !== null)
    return { paths: Object.keys(error.keyPattern) }
  return { name: /index: (\S+)/.exec(error.message)?.[1] ?? '' }
}

/** True when the collection or index is not there. */
export function isNoNamespace(error: unknown): boolean {
  return error instanceof MongoServerError && (error.code === 26 || error.code === 27)
}

/** True when an index of that name or those keys exists with other options. */
export function isOtherOptions(error: unknown): boolean {
  return error instanceof MongoServerError && (error.code === 85 || error.code === 86)
}

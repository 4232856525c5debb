import type { SourceConfig } from '@axiom/shared/contracts/dataSources'
import { AppError } from '@axiom/shared/errors'

import type { StoredSource } from './store.ts'

/** Whoever may change where a source leads to could otherwise have its secret sent to a server of theirs. */
export function demandSecretAgain(source: StoredSource, config: SourceConfig, secret: string | null | undefined): void {
  if (source.secret === null || secret !== undefined) return
  if (destinationOf(config) !== destinationOf(source.config))
    throw invalid('secret', 'The address has changed: enter the password or token again.')
}

function destinationOf(config: SourceConfig): string {
  switch (config.type) {
    case 'rest':
    case 'graphql':
      return JSON.stringify([config.type, config.url, config.auth])
    case 'postgresql':
    case 'mysql':
      return JSON.stringify([config.type, config.host, config.port, config.tls])
    case 'mongodb':
      return JSON.stringify([config.type, config.host, config.srv || config.port, config.tls])
    default:
      return config.type
  }
}

/** An error about one value of the input. */
export function invalid(path: string, message: string): AppError {
  return new AppError('invalid_input', { message, errors: [{ path, code: 'invalid', message }] })
}

import { pino, type Logger } from 'pino'

export type { Logger } from 'pino'

/** JSON logs on stdout; values that could be secrets never get in, wherever somebody logs them. */
export function createLog(level: string): Logger {
  const secrets = ['password', 'token', 'accessToken', 'csrfToken', 'authorization', 'cookie', 'secret']
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[secret]' },
  })
}

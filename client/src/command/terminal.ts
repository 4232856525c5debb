import { once } from 'node:events'
import { styleText } from 'node:util'

import { type Ask, createAsk } from './ask.ts'
import { tableOf, valueOf } from './table.ts'

/** Where a command speaks and listens: results on the standard output, everything else on the standard error. */
export interface Terminal {
  isJson: boolean
  /** One result: its values below one another. */
  one: (row: object, columns?: readonly string[]) => Promise<void>
  /** A part of a list; `columns` in this order, else all that its first row has. */
  rows: (rows: readonly object[], columns?: readonly string[]) => Promise<void>
  /** Text as it is. */
  text: (text: string | Uint8Array) => Promise<void>
  /** What somebody should know who watches; programs don't. */
  note: (text: string) => void
  /** How far it is; only where somebody watches. */
  progress: (text: string) => void
  ask: Ask
}

export interface Streams {
  stdin: NodeJS.ReadStream
  stdout: NodeJS.WriteStream
  stderr: NodeJS.WriteStream
}

export function createTerminal({ stdin, stdout, stderr }: Streams, isJson: boolean): Terminal {
  let columnsBefore: readonly string[] | null = null
  let isInProgress = false

  async function text(said: string | Uint8Array): Promise<void> {
    if (!stdout.write(said)) await once(stdout, 'drain')
  }
  const lines = (values: readonly unknown[]): Promise<void> =>
    values.length === 0 ? Promise.resolve() : text(values.map((value) => `${JSON.stringify(value)}\n`).join(''))

  /** A line that is written over again. */
  const clear = (): void => {
    if (isInProgress) stderr.write('\r\u001B[K')
    isInProgress = false
  }

  return {
    isJson,
    text,
    async one(row, columns = Object.keys(row)) {
      if (isJson) return lines([row])
      const rows = columns.map((name) => ({
        name: styleText('bold', name, { stream: stdout }),
        value: valueOf(row, name),
      }))
      await text(tableOf(rows, ['name', 'value'], { width: Number.POSITIVE_INFINITY, heading: null }))
    },
    async rows(rows, columns) {
      if (isJson) return lines(rows)
      const isFirst = columnsBefore === null
      columnsBefore ??= columns ?? Object.keys(rows[0] ?? {})
      const width = stdout.isTTY ? stdout.columns : Number.POSITIVE_INFINITY
      const heading = isFirst && rows.length > 0 ? (line: string) => styleText('bold', line, { stream: stdout }) : null
      await text(tableOf(rows, columnsBefore, { width, heading }))
    },
    note(said) {
      clear()
      stderr.write(`${said}\n`)
    },
    progress(said) {
      if (!stderr.isTTY) return
      clear()
      stderr.write(said)
      isInProgress = true
    },
    ask: createAsk(stdin, stderr),
  }
}

import { once } from 'node:events'
import { styleText } from 'node:util'

import { type Ask, createAsk } from './ask.ts'
import { type Column, headingOf, layOut, tableOf } from './table.ts'

/** Where a command speaks and listens: results on the standard output, everything else on the standard error. */
export interface Terminal {
  isJson: boolean
  /** One result: its values below one another. */
  one: (row: object, columns?: readonly string[]) => Promise<void>
  /** A part of a list; `columns` in this order, else all that its first row has. The first part says how wide they are. */
  rows: (rows: readonly object[], columns?: readonly string[]) => Promise<void>
  /** Text as it is. */
  text: (text: string | Uint8Array) => Promise<void>
  /** What somebody should know who watches; programs don't. */
  note: (text: string) => void
  /** How far it is; only where somebody watches. */
  progress: (text: string) => void
  ask: Ask
  /** Lets go of the input, and of the line of progress. */
  close: () => void
}

export interface Streams {
  stdin: NodeJS.ReadStream
  stdout: NodeJS.WriteStream
  stderr: NodeJS.WriteStream
}

/** Nobody reads faster. */
const OFTEN_MS = 100

export function createTerminal({ stdin, stdout, stderr }: Streams, isJson: boolean): Terminal {
  const ask = createAsk(stdin, stderr)
  let layout: readonly Column[] | null = null
  let isInProgress = false
  let toldAt = 0

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
      clear()
      if (isJson) return lines([row])
      const rows = columns.map((name) => ({ name, value: (row as Record<string, unknown>)[name] }))
      await text(tableOf(rows, layOut(rows, ['name', 'value'], Number.POSITIVE_INFINITY)))
    },
    async rows(rows, columns) {
      clear()
      if (isJson) return lines(rows)
      if (layout === null) {
        if (rows.length === 0) return void stderr.write('There is nothing.\n')
        // Some terminals do not know their width.
        const room = stdout.isTTY && stdout.columns > 0 ? stdout.columns : Number.POSITIVE_INFINITY
        layout = layOut(rows, columns ?? Object.keys(rows[0] ?? {}), room)
        await text(`${styleText('bold', headingOf(layout), { stream: stdout })}\n`)
      }
      await text(tableOf(rows, layout))
    },
    note(said) {
      clear()
      stderr.write(`${said}\n`)
    },
    progress(said) {
      const now = performance.now()
      if (!stderr.isTTY || now - toldAt < OFTEN_MS) return
      toldAt = now
      clear()
      stderr.write(said)
      isInProgress = true
    },
    ask,
    close() {
      clear()
      ask.close()
      // What nobody reads any more would keep the process alive.
      stdin.destroy()
    },
  }
}

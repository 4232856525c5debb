import { createInterface, type Interface } from 'node:readline'
import { Writable } from 'node:stream'

import { Failure, Interrupted, UsageError } from './failures.ts'

export interface Ask {
  /** An answer; of a secret nothing is shown. Where nobody can be asked, the next line of the input. */
  line: (question: string, how?: { secret?: boolean }) => Promise<string>
  /** Throws where somebody says no, or where nobody can be asked. */
  confirm: (question: string) => Promise<void>
  /** Lets go of the input. */
  close: () => void
}

/** Questions to whoever sits at the terminal, on `output`, so that results can be sent elsewhere. */
export function createAsk(input: NodeJS.ReadStream, output: NodeJS.WritableStream): Ask {
  let isSecret = false
  /** What is typed is echoed by the program, not by the terminal. */
  const echo = new Writable({
    write(chunk: Buffer, _, done) {
      if (!isSecret) output.write(chunk)
      done()
    },
  })
  let reader: Interface | null = null
  let lines: AsyncIterator<string> | null = null
  let interrupted = false

  async function line(question: string, { secret = false } = {}): Promise<string> {
    reader ??= createInterface({ input, output: echo, terminal: input.isTTY })
    if (lines === null) {
      lines = reader[Symbol.asyncIterator]()
      reader.on('SIGINT', () => {
        interrupted = true
        reader?.close()
      })
    }
    if (input.isTTY) output.write(question)
    isSecret = secret
    const { done, value } = await lines.next()
    isSecret = false
    // The end of the line was not shown either.
    if (input.isTTY && (secret || interrupted)) output.write('\n')
    if (interrupted) throw new Interrupted('Stopped.')
    if (done) throw new UsageError('The input ended before everything was asked.')
    return String(value)
  }

  return {
    line,
    async confirm(question) {
      if (!input.isTTY) throw new UsageError('Nobody can be asked here: say --yes.')
      const answer = await line(`${question} (y/N) `)
      if (!/^y(es)?$/i.test(answer.trim())) throw new Failure('Nothing was done.')
    },
    close: () => reader?.close(),
  }
}

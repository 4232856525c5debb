import { PassThrough } from 'node:stream'

import { expect, it } from 'vitest'

import { createAsk } from './ask.ts'
import { Failure, Interrupted } from './failures.ts'

/** Somebody at a terminal who types. */
function sitDown() {
  const modes: boolean[] = []
  const keys = new PassThrough()
  const input = Object.assign(keys, { isTTY: true, setRawMode: (raw: boolean) => (modes.push(raw), input) })
  const output = new PassThrough()
  let shown = ''
  output.setEncoding('utf8').on('data', (text: string) => (shown += text))
  const ask = createAsk(input as unknown as NodeJS.ReadStream, output)
  return { ask, type: (text: string) => keys.write(text), shown: () => shown, modes }
}

it('shows what is typed, and nothing of a secret', async () => {
  const { ask, type, shown, modes } = sitDown()
  const email = ask.line('Email: ')
  type('ada@example.com\r')
  expect(await email).toBe('ada@example.com')
  const password = ask.line('Password: ', { secret: true })
  type('correct hors\u007Fe\r')
  expect(await password).toBe('correct hore')
  expect(shown()).toContain('ada@example.com')
  expect(shown()).not.toMatch(/corr|hor/)
  ask.close()
  expect(modes).toEqual([true, false])
})

it('does nothing without a yes', async () => {
  const { ask, type } = sitDown()
  const no = ask.confirm('Delete it?')
  type('\r')
  await expect(no).rejects.toThrow(Failure)
  const yes = ask.confirm('Delete it?')
  type('y\r')
  await yes
  ask.close()
})

it('Ctrl-C at a question ends it', async () => {
  const { ask, type } = sitDown()
  const password = ask.line('Password: ', { secret: true })
  type('\u0003')
  await expect(password).rejects.toThrow(Interrupted)
})

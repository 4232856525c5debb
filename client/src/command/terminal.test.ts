import { PassThrough } from 'node:stream'
import { stripVTControlCharacters } from 'node:util'

import { expect, it } from 'vitest'

import { createTerminal, type Streams } from './terminal.ts'

/** A terminal of so many columns, and what stands on it. */
function sitDown(columns = 40, isJson = false) {
  const shown = { out: '', err: '' }
  const screen = (name: keyof typeof shown) => {
    const stream = new PassThrough()
    stream.setEncoding('utf8').on('data', (text: string) => (shown[name] += text))
    return Object.assign(stream, { isTTY: true, columns })
  }
  const streams = { stdin: new PassThrough(), stdout: screen('out'), stderr: screen('err') }
  return { terminal: createTerminal(streams as unknown as Streams, isJson), shown }
}

it('shows one thing name by name, and a list as wide as the terminal, with ids whole', async () => {
  const { terminal, shown } = sitDown()
  await terminal.one({ name: 'Tea', price: 2.5, at: '2026-11-21T18:01:02.345Z' })
  expect(shown.out).toBe('name   Tea\nprice  2.5\nat     2026-11-21T18:01Z\n')
  shown.out = ''
  await terminal.rows([{ id: '0123456789abcdef', note: 'a text that is far too long', n: 1 }])
  await terminal.rows([{ id: 'ffffffffffffffff', note: 'short', n: 2 }])
  const lines = shown.out.split('\n')
  expect(lines.map((line) => stripVTControlCharacters(line))).toEqual([
    'id                note                 n',
    '0123456789abcdef  a text that is far…  1',
    'ffffffffffffffff  short                2',
    '',
  ])
})

it('cuts nothing where the terminal does not know its width', async () => {
  const { terminal, shown } = sitDown(0)
  await terminal.rows([{ note: 'a text that would be too long' }])
  expect(shown.out).toContain('a text that would be too long\n')
})

it('says when a list is empty, to people', async () => {
  const people = sitDown()
  await people.terminal.rows([])
  expect(people.shown).toEqual({ out: '', err: 'There is nothing.\n' })
  const programs = sitDown(40, true)
  await programs.terminal.rows([])
  expect(programs.shown).toEqual({ out: '', err: '' })
})

it('tells progress on one line, not more often than somebody reads, and leaves none behind', () => {
  const { terminal, shown } = sitDown()
  for (let i = 0; i < 100; i++) terminal.progress(`${i} kB`)
  expect(shown.err).toBe('0 kB')
  terminal.note('done')
  expect(shown.err).toBe('0 kB\r\u001B[Kdone\n')
  terminal.close()
  expect(shown.err).toBe('0 kB\r\u001B[Kdone\n')
})

import type { Json } from '@axiom/shared/json'
import type { FileDescriptor } from '@axiom/shared/model/files'
import { act, fireEvent, screen, waitFor } from '@testing-library/react'
import { expect, it, vi } from 'vitest'

import { UploadRefused } from '../api/upload.ts'
import { createStaticHost, type WidgetHost } from './host.ts'
import { draw, makeField, makeModel, makeNode, widget } from './test/fixtures.tsx'

interface Sending {
  name: string
  progress: (sent: number) => void
  arrive: (type?: string) => void
  fail: (error: Error) => void
  signal: AbortSignal
  place: unknown
}

/** A file input whose uploads a test carries out itself. */
function openInput(props: Record<string, Json> = {}) {
  const sendings: Sending[] = []
  const run = vi.fn<WidgetHost['run']>(() => Promise.resolve())
  const upload: WidgetHost['upload'] = ({ file, onProgress, signal }, place) =>
    new Promise<FileDescriptor>((resolve, reject) => {
      sendings.push({
        name: file.name,
        progress: onProgress,
        arrive: (type = file.type) => resolve({ id: `id-${file.name}`, name: file.name, type, size: file.size }),
        fail: reject,
        signal,
        place,
      })
    })
  const node = makeNode('fileInput', { props, texts: { label: 'Scan' }, events: { change: [{ kind: 'refresh' }] } })
  draw(node, { host: createStaticHost({ run, upload }), mode: 'run' })
  return { sendings, values: () => run.mock.calls.map(([, local]) => local['value']) }
}

const file = (name: string, size = 5, type = 'text/plain'): File => new File(['x'.repeat(size)], name, { type })
const choose = (...files: File[]): void => {
  fireEvent.change(screen.getByLabelText(/Scan/), { target: { files } })
}

it('sends what is chosen, shows how far it is, and holds it once it is there', async () => {
  const { sendings, values } = openInput()
  choose(file('a.txt', 2048))
  const [sending] = sendings
  expect(sending?.place).toMatchObject({ name: 'n-fileInput' })
  act(() => sending?.progress(1024))
  expect(screen.getByRole<HTMLProgressElement>('progressbar', { name: 'Sending a.txt' }).value).toBe(1024)
  act(() => sending?.arrive())
  await screen.findByText('2 KB')
  expect(screen.queryByRole('progressbar')).toBeNull()
  expect(values().at(-1)).toEqual([{ id: 'id-a.txt', name: 'a.txt', type: 'text/plain', size: 2048 }])
})

it('replaces the one file, and adds to several up to the most', () => {
  const { sendings } = openInput()
  choose(file('a.txt'))
  choose(file('b.txt'), file('c.txt'))
  expect(sendings.map(({ name, signal }) => [name, signal.aborted])).toEqual([
    ['a.txt', true],
    ['b.txt', false],
  ])
  expect(screen.queryByText('a.txt')).toBeNull()
})

it('takes several, and no more than the most', () => {
  const { sendings } = openInput({ multiple: true, maxFiles: 2 })
  choose(file('a.txt'))
  choose(file('b.txt'), file('c.txt'))
  expect(sendings.map(({ name }) => name)).toEqual(['a.txt', 'b.txt'])
  expect(screen.getByLabelText<HTMLInputElement>(/Scan/).disabled).toBe(true)
})

it('says what the server refused, tries again, and lets go', async () => {
  const { sendings, values } = openInput()
  choose(file('a.txt'))
  act(() => sendings[0]?.fail(new UploadRefused('This file is text/html; accepted here: image/*.')))
  await screen.findByText(/accepted here/)
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }))
  act(() => sendings[1]?.fail(new TypeError('network')))
  await screen.findByText(/could not be sent/)
  fireEvent.click(screen.getByRole('button', { name: 'Remove a.txt' }))
  await waitFor(() => expect(values().at(-1)).toEqual([]))
})

it('can be given up while it is sent', () => {
  const { sendings } = openInput()
  choose(file('a.txt'))
  fireEvent.click(screen.getByRole('button', { name: 'Cancel a.txt' }))
  expect(sendings[0]?.signal.aborted).toBe(true)
  expect(screen.queryByText('a.txt')).toBeNull()
})

it('does not send what would be refused', () => {
  const { sendings } = openInput({ multiple: true, accept: 'image/*,.pdf', maxSize: 0.001 })
  choose(file('a.txt'), file('b.png', 2_000, 'image/png'), file('c.PDF', 10, ''))
  expect(sendings.map(({ name }) => name)).toEqual(['c.PDF'])
  expect(screen.getByText('Choose one of these kinds: image/*, .pdf.')).toBeTruthy()
  expect(screen.getByText('This file is larger than 1 KB.')).toBeTruthy()
})

it('lets nobody send a form before its files have arrived', async () => {
  const submit = vi.fn<WidgetHost['submit']>(() => Promise.resolve({ ok: true, record: null }))
  let arrive = (): void => undefined
  const upload: WidgetHost['upload'] = ({ file: { name, size } }, place) =>
    new Promise((resolve) => {
      expect(place).toEqual({ collection: 'orders', field: 'scan' })
      arrive = () => resolve({ id: 'f1', name, type: 'text/plain', size })
    })
  const models = () => [makeModel([makeField('scan', { type: 'file', constraints: { required: true } })])]
  const form = makeNode('form', { props: { model: 'm1' } })
  const child = makeNode('fileInput', { props: { field: 'f-scan' }, texts: { label: 'Scan' } })
  const host = createStaticHost({ submit, upload, models })
  draw(form, { host, mode: 'run', children: widget(child, { host }) })
  fireEvent.click(screen.getByRole('button', { name: 'Send' }))
  await screen.findByText('Scan is required.')
  choose(file('a.txt'))
  fireEvent.click(screen.getByRole('button', { name: 'Send' }))
  await screen.findByText('Wait until the files have arrived.')
  expect(submit).not.toHaveBeenCalled()
  act(() => arrive())
  await screen.findByText('5 B')
  fireEvent.click(screen.getByRole('button', { name: 'Send' }))
  await waitFor(() => expect(submit).toHaveBeenCalled())
  expect(submit.mock.calls[0]?.[1]['scan']).toEqual([{ id: 'f1', name: 'a.txt', type: 'text/plain', size: 5 }])
})

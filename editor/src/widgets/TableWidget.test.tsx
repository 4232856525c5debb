import type { Json } from '@axiom/shared/json'
import { fireEvent, render, screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'

import { createStaticHost, type RecordPage, type RecordQuery, type WidgetHost } from './host.ts'
import { makeField, makeModel, makeNode, pageOf, widget } from './test/fixtures.tsx'

const option = (label: string) => ({ id: label, label, colour: null, index: label })
const orders = makeModel([
  makeField('customer', { label: 'Customer' }),
  makeField('total', { label: 'Total', type: 'number' }),
  makeField('paid', { label: 'Paid', type: 'boolean' }),
  makeField('day', { label: 'Day', type: 'date' }),
  makeField('status', { label: 'Status', type: 'select', options: [option('New'), option('Sent')] }),
  makeField('tags', { label: 'Tags', type: 'multiSelect', options: [option('a'), option('b')] }),
  makeField('mail', { label: 'Mail', type: 'email' }),
])
const ADA = {
  id: 'r1',
  customer: 'Ada',
  total: 1234.5,
  paid: true,
  day: '2026-05-14',
  status: 'Sent',
  tags: ['a', 'b'],
  mail: 'ada@example.org',
}
const BOB = { id: 'r2', customer: 'Bob', total: null, paid: false, day: null, status: 'Gone', tags: [], mail: '' }

type List = WidgetHost['list']

interface Setup {
  list?: List
  size?: 'desktop' | 'phone'
  mode?: 'edit' | 'run'
  opens?: boolean
  columns?: Json
}

function openTable({
  list = () => Promise.resolve(pageOf([ADA, BOB])),
  size = 'desktop',
  mode = 'run',
  opens,
  columns = [],
}: Setup) {
  const asked: RecordQuery[] = []
  const run = vi.fn<WidgetHost['run']>(() => Promise.resolve())
  const listeners = new Set<() => void>()
  const host = createStaticHost({
    models: () => [orders],
    list: (query, signal) => {
      asked.push(query)
      return list(query, signal)
    },
    run,
    watch: (_, listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  })
  const events = opens === true ? { rowClick: [{ kind: 'refresh' }] } : {}
  const node = makeNode('table', { props: { model: 'm1', pageSize: 2, columns }, texts: { title: 'Orders' }, events })
  const { unmount } = render(widget(node, { host, mode, breakpoint: size }))
  return { asked, run, listeners, unmount }
}

const last = (asked: readonly RecordQuery[]): RecordQuery | undefined => asked.at(-1)

describe('table', () => {
  it('shows each value by the type of its field', async () => {
    openTable({})
    const row = (await screen.findByText('Ada')).closest('tr')
    const cells = Array.from(row?.cells ?? [], (cell) => cell.textContent)
    expect(cells).toEqual(['Ada', '1,234.5', 'Yes', 'May 14, 2026', 'Sent', 'ab', 'ada@example.org'])
    expect(screen.getByRole('link', { name: 'ada@example.org' }).getAttribute('href')).toBe('mailto:ada@example.org')
    const empty = screen.getByText('Bob').closest('tr')
    expect(Array.from(empty?.cells ?? [], (cell) => cell.textContent)).toEqual([
      'Bob',
      '–',
      'No',
      '–',
      'Gone',
      '–',
      '–',
    ])
  })

  it('shows numbers as their column says, else as their field does', async () => {
    const total = { field: 'f-total' }
    const columns = [
      { field: 'f-customer', shownAs: 'currency' },
      total,
      { ...total, label: 'Money', shownAs: 'currency', currency: 'SEK', decimals: 0 },
      { ...total, label: 'Share', shownAs: 'percent' },
      { ...total, label: 'Strange', shownAs: 'script', decimals: 99 },
    ]
    openTable({ columns })
    const row = (await screen.findByText('Ada')).closest('tr')
    const cells = Array.from(row?.cells ?? [], (cell) => cell.textContent?.replaceAll('\u00a0', ' '))
    expect(cells).toEqual(['Ada', '1,234.5', 'SEK 1,235', '123,450%', '1,234.5'])
  })

  it('sorts by a heading, and turns the order round', async () => {
    const { asked } = openTable({})
    await screen.findByText('Ada')
    fireEvent.click(screen.getByRole('button', { name: /^Total/ }))
    await waitFor(() => expect(last(asked)?.sort).toBe('total'))
    fireEvent.click(screen.getByRole('button', { name: /^Total/ }))
    await waitFor(() => expect(last(asked)?.sort).toBe('-total'))
    expect(screen.getByRole('columnheader', { name: /Total/ }).getAttribute('aria-sort')).toBe('descending')
  })

  it('searches when the hand pauses, begins at the first page, and says when nothing matches', async () => {
    const list: List = ({ search }) => Promise.resolve(pageOf(search === 'zzz' ? [] : [ADA, BOB]))
    const { asked } = openTable({ list })
    await screen.findByText('Ada')
    const box = screen.getByRole('searchbox', { name: 'Search Orders' })
    for (const value of ['z', 'zz', 'zzz']) fireEvent.change(box, { target: { value } })
    await screen.findByText(/Nothing matches “zzz”/)
    expect(asked.map(({ search }) => search).filter((search) => search !== '')).toEqual(['zzz'])
    fireEvent.click(screen.getByRole('button', { name: 'Clear the search' }))
    await screen.findByText('Ada')
  })

  it('turns pages, and goes back from one that has become empty', async () => {
    let isEmptied = false
    const list: List = ({ cursor }): Promise<RecordPage> =>
      Promise.resolve(
        cursor === null
          ? pageOf([ADA, BOB], { count: isEmptied ? 2 : 3, nextCursor: isEmptied ? null : 'c1' })
          : pageOf(isEmptied ? [] : [{ ...ADA, id: 'r3', customer: 'Cleo' }], { count: 3 }),
      )
    const { listeners } = openTable({ list })
    await screen.findByText('1–2 of 3')
    fireEvent.click(screen.getByRole('button', { name: 'Next' }))
    await screen.findByText('Cleo')
    expect(screen.getByText('3–3 of 3')).toBeTruthy()
    isEmptied = true
    for (const listener of listeners) listener()
    await screen.findByText('Ada')
    expect(screen.queryByRole('button', { name: 'Next' })).toBeNull()
  })

  it('opens a row by click and by its button, but not by a link in it', async () => {
    const { run } = openTable({ opens: true })
    fireEvent.click(await screen.findByText('Sent'))
    expect(run).toHaveBeenLastCalledWith([{ kind: 'refresh' }], { row: ADA })
    fireEvent.click(screen.getByRole('button', { name: 'Bob' }))
    expect(run).toHaveBeenLastCalledWith([{ kind: 'refresh' }], { row: BOB })
    expect(run).toHaveBeenCalledTimes(2)
    fireEvent.click(screen.getByRole('link', { name: 'ada@example.org' }))
    expect(run).toHaveBeenCalledTimes(2)
  })

  it('reads again when records change, and stops listening when it goes', async () => {
    const list = vi.fn<List>(() => Promise.resolve(pageOf([ADA])))
    const { listeners, unmount } = openTable({ list })
    await screen.findByText('Ada')
    list.mockResolvedValue(pageOf([ADA, BOB]))
    for (const listener of listeners) listener()
    await screen.findByText('Bob')
    unmount()
    expect(listeners.size).toBe(0)
  })

  it('says what failed, keeps what it had, and tries again', async () => {
    const list = vi.fn<List>(() => Promise.resolve(pageOf([ADA])))
    const { listeners } = openTable({ list })
    await screen.findByText('Ada')
    list.mockRejectedValue(new Error('The database is away.'))
    for (const listener of listeners) listener()
    const alert = await screen.findByRole('alert')
    expect(alert.textContent).toContain('The database is away.')
    expect(screen.getByText('Ada')).toBeTruthy()
    list.mockResolvedValue(pageOf([BOB]))
    fireEvent.click(within(alert).getByRole('button', { name: 'Try again' }))
    await screen.findByText('Bob')
    expect(screen.queryByRole('alert')).toBeNull()
  })

  it('shows a card for each row on a phone, with a list to sort by', async () => {
    const { asked, run } = openTable({ size: 'phone', opens: true })
    await screen.findByRole('button', { name: 'Customer: Ada' })
    expect(screen.queryByRole('table')).toBeNull()
    const cards = screen.getAllByRole('listitem')
    // What is empty takes no room.
    expect(cards.map((card) => card.textContent)).toEqual([
      'Customer: AdaPaid: YesDay: May 14, 2026Tags: abMail: ada@example.orgTotal: 1,234.5Status: Sent',
      'Customer: BobPaid: NoStatus: Gone',
    ])
    fireEvent.change(screen.getByLabelText('Sort'), { target: { value: '-total' } })
    await waitFor(() => expect(last(asked)?.sort).toBe('-total'))
    fireEvent.click(await screen.findByRole('button', { name: 'Customer: Bob' }))
    expect(run).toHaveBeenLastCalledWith([{ kind: 'refresh' }], { row: BOB })
  })

  it('opens nothing on the canvas', async () => {
    const { run } = openTable({ mode: 'edit', opens: true })
    fireEvent.click(await screen.findByText('Sent'))
    expect(run).not.toHaveBeenCalled()
  })
})

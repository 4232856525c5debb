import { fireEvent, screen, waitFor } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'

import { createStaticHost, type WidgetHost } from './host.ts'
import { draw, makeField, makeModel, makeNode, widget } from './test/fixtures.tsx'

const PEOPLE = [
  { id: 'c1', name: 'Ada' },
  { id: 'c2', name: 'Bea' },
]

function open(many: boolean) {
  const customer = makeField('customer', { type: 'relation', constraints: { target: 'm2', many } })
  const models = [makeModel([customer]), makeModel([makeField('name')], { id: 'm2', name: 'customers' })]
  const submit = vi.fn<WidgetHost['submit']>(() => Promise.resolve({ ok: true, record: null }))
  const list = vi.fn<WidgetHost['list']>(({ search }) => {
    const rows = PEOPLE.filter(({ name }) => name.toLowerCase().includes(search.toLowerCase()))
    return Promise.resolve({ rows, nextCursor: null, count: rows.length })
  })
  const form = makeNode('form', { id: 'f', props: { model: 'm1' } })
  const select = makeNode('select', {
    id: 's',
    parentId: 'f',
    props: { field: 'f-customer' },
    texts: { label: 'Customer' },
  })
  const host = createStaticHost({ models: () => models, submit, list })
  const children = [widget(select, { host })]
  draw(form, { host, children })
  return { submit, list, box: (): HTMLInputElement => screen.getByRole('combobox', { name: /Customer/ }) }
}

describe('a choice among records of another model', () => {
  it('offers titles, searches as one types, and keeps the id', async () => {
    const { box, list } = open(false)
    fireEvent.click(box())
    expect(await screen.findAllByRole('option')).toHaveLength(2)
    fireEvent.change(box(), { target: { value: 'be' } })
    await waitFor(() => expect(screen.getAllByRole('option').map((one) => one.textContent)).toEqual(['Bea']))
    expect(list.mock.lastCall?.[0]).toMatchObject({ collection: 'customers', search: 'be', sort: 'name' })
    fireEvent.keyDown(box(), { key: 'Enter' })
    expect(box().value).toBe('Bea')
    expect(screen.queryAllByRole('option')).toEqual([])
  })

  it('takes several, and gives them back one by one', async () => {
    const { box } = open(true)
    fireEvent.click(box())
    await screen.findAllByRole('option')
    fireEvent.keyDown(box(), { key: 'ArrowDown' })
    fireEvent.keyDown(box(), { key: 'Enter' })
    expect(screen.getByRole('button', { name: 'Remove Bea' })).toBeTruthy()
    fireEvent.keyDown(box(), { key: 'ArrowDown' })
    await waitFor(() => expect(screen.getAllByRole('option').map((one) => one.textContent)).toEqual(['Ada']))
    fireEvent.click(screen.getByRole('button', { name: 'Remove Bea' }))
    expect(screen.queryByRole('button', { name: 'Remove Bea' })).toBeNull()
  })
})

import { fireEvent, screen, waitFor } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'

import { createStaticHost, type WidgetHost } from './host.ts'
import { draw, makeField, makeModel, makeNode, widget } from './test/fixtures.tsx'

const PEOPLE = [
  { id: 'u1', name: 'Ada Lovelace' },
  { id: 'u2', name: 'Grace Hopper' },
]

function open(currentUser: { id: string; name: string } | null, many = false, value = '') {
  const models = [makeModel([makeField('who', { type: 'user', constraints: { many } })])]
  const submit = vi.fn<WidgetHost['submit']>(() => Promise.resolve({ ok: true, record: null }))
  const people = vi.fn<WidgetHost['people']>((asked) =>
    Promise.resolve(
      PEOPLE.filter(({ id, name }) =>
        'ids' in asked ? asked.ids.includes(id) : name.toLowerCase().includes(asked.search.toLowerCase()),
      ),
    ),
  )
  const form = makeNode('form', { id: 'f', props: { model: 'm1' } })
  const props = { field: 'f-who', value }
  const select = makeNode('select', { id: 's', parentId: 'f', props, texts: { label: 'Who' } })
  const scope = { currentUser }
  const host = createStaticHost({ models: () => models, submit, people, scope: () => scope })
  draw(form, { host, children: [widget(select, { host })] })
  return { submit, people, box: (): HTMLInputElement => screen.getByRole('combobox', { name: /Who/ }) }
}

const options = (): (string | null)[] => screen.queryAllByRole('option').map((one) => one.textContent)
const ada = { id: 'u1', name: 'Ada Lovelace' }

describe('a choice among people', () => {
  it('offers oneself at once, and others by two letters of a name', async () => {
    const { box, people } = open(ada)
    fireEvent.click(box())
    await waitFor(() => expect(options()).toEqual(['Me (Ada Lovelace)']))
    fireEvent.change(box(), { target: { value: 'g' } })
    await waitFor(() => expect(screen.getByText('Type the beginning of a name')).toBeTruthy())
    fireEvent.change(box(), { target: { value: 'gr' } })
    await waitFor(() => expect(options()).toEqual(['Grace Hopper']))
    expect(people.mock.calls.map(([asked]) => asked)).toEqual([{ search: 'gr' }])
    fireEvent.keyDown(box(), { key: 'Enter' })
    expect(box().value).toBe('Grace Hopper')
  })

  it('does not offer oneself twice', async () => {
    const { box } = open(ada)
    fireEvent.change(box(), { target: { value: 'lo' } })
    await waitFor(() => expect(options()).toEqual(['Me (Ada Lovelace)']))
  })

  it('says the names of those who stand there, and nothing of those whom one may not know', async () => {
    const known = open(ada, false, 'u2')
    await waitFor(() => expect(known.box().value).toBe('Grace Hopper'))
  })

  it('tells who is not signed in why he finds nobody', async () => {
    const { box, people } = open(null)
    people.mockRejectedValue(new Error('Sign in to choose a person.'))
    fireEvent.click(box())
    expect(await screen.findByText('Sign in to choose a person.')).toBeTruthy()
  })

  it('shows no ids', async () => {
    const { box, people } = open(null, false, 'u9')
    await waitFor(() => expect(people).toHaveBeenCalledOnce())
    expect(box().value).toBe('…')
  })
})

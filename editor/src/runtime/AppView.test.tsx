import type { NodeView } from '@axiom/shared/document/views'
import type { CompiledApp } from '@axiom/shared/model/app'
import { fireEvent, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

import type { FetchJson } from '../widgets/fetchJson.ts'
import { makeField, makeModel, makeNode } from '../widgets/test/fixtures.tsx'
import { AppView } from './AppView.tsx'

const page = (id: string, name: string, route: string) => ({
  id,
  name,
  route,
  title: name,
  index: id,
  access: 'public' as const,
  trashed: false,
})

const on = (screenId: string, node: NodeView): NodeView => ({ ...node, parentId: screenId })

function makeApp(nodes: readonly NodeView[]): CompiledApp {
  return {
    projectId: 'p1',
    name: 'Shop',
    theme: {},
    screens: [page('s1', 'Orders', '/'), page('s2', 'Help', '/help'), page('s3', 'Order', '/orders/:id')],
    nodes: [...nodes],
    richTexts: {},
    models: [makeModel([makeField('customer', { label: 'Customer' })])],
  }
}

const fetchJson: FetchJson = (_, path) =>
  Promise.resolve(
    path.startsWith('/api/dynamic/p1/orders?')
      ? { status: 200, body: { data: [{ id: 'r1', customer: 'Ada' }], meta: { nextCursor: null, count: 1 } } }
      : { status: 404, body: { title: 'Not found.' } },
  )

const env = () => '' as const
const watch = () => () => undefined

function openApp(nodes: readonly NodeView[]) {
  return render(<AppView app={makeApp(nodes)} env={env} fetchJson={fetchJson} watch={watch} breakpoint="desktop" />)
}

beforeEach(() => history.replaceState(null, '', '/'))
afterEach(() => vi.restoreAllMocks())

const button = (label: string, actions: NodeView['events'][string], id = label): NodeView =>
  makeNode('button', { id, texts: { label }, events: { click: actions } })

describe('a running app', () => {
  it('shows the screen of the address, and others by its navigation, without a new page', async () => {
    openApp([
      on('s1', makeNode('heading', { id: 'h1', texts: { text: 'All orders' } })),
      on('s2', makeNode('heading', { id: 'h2', texts: { text: 'How to' } })),
    ])
    expect(screen.getByRole('heading', { name: 'All orders' })).toBeTruthy()
    // The screen with a parameter has no link of its own.
    expect(screen.getAllByRole('link').map(({ textContent }) => textContent)).toEqual(['Orders', 'Help'])
    fireEvent.click(screen.getByRole('link', { name: 'Help' }))
    expect(await screen.findByRole('heading', { name: 'How to' })).toBeTruthy()
    expect(location.pathname).toBe('/help')
    expect(document.title).toBe('Help · Shop')
    expect(document.activeElement?.tagName).toBe('MAIN')
    expect(screen.getByRole('link', { name: 'Help' }).getAttribute('aria-current')).toBe('page')
  })

  it('follows the browser’s own back', async () => {
    openApp([on('s1', makeNode('heading', { texts: { text: 'All orders' } }))])
    fireEvent.click(screen.getByRole('link', { name: 'Help' }))
    await waitFor(() => expect(screen.queryByRole('heading', { name: 'All orders' })).toBeNull())
    history.replaceState(null, '', '/')
    fireEvent.popState(window)
    expect(await screen.findByRole('heading', { name: 'All orders' })).toBeTruthy()
  })

  it('opens a row on a screen of its own, which knows which one it is', async () => {
    openApp([
      on(
        's1',
        makeNode('table', {
          props: { model: 'm1' },
          events: { rowClick: [{ kind: 'navigate', screenId: 's3', params: { id: 'row.id' } }] },
        }),
      ),
      on('s3', makeNode('heading', { bindings: { text: 'params.id' }, texts: { text: '' } })),
    ])
    fireEvent.click(await screen.findByRole('button', { name: 'Ada' }))
    expect(await screen.findByRole('heading', { name: 'r1' })).toBeTruthy()
    expect(location.pathname).toBe('/orders/r1')
  })

  it('says that there is no such page, with the way back', async () => {
    history.replaceState(null, '', '/nowhere')
    openApp([on('s1', makeNode('heading', { texts: { text: 'All orders' } }))])
    fireEvent.click(screen.getByRole('button', { name: 'Go to the first page' }))
    expect(await screen.findByRole('heading', { name: 'All orders' })).toBeTruthy()
  })

  it('works with state: a button sets it, bound texts follow, other screens keep it', async () => {
    openApp([
      on('s1', button('Add', [{ kind: 'setState', name: 'n', value: '$number(state.n) + 1' }])),
      on('s1', button('Begin', [{ kind: 'setState', name: 'n', value: '1' }])),
      on('s1', makeNode('heading', { id: 'h1', bindings: { text: 'state.n' }, texts: { text: '' } })),
      on('s2', makeNode('heading', { id: 'h2', bindings: { text: '"n is " & state.n' }, texts: { text: '' } })),
    ])
    fireEvent.click(screen.getByRole('button', { name: 'Begin' }))
    await screen.findByRole('heading', { name: '1' })
    fireEvent.click(screen.getByRole('button', { name: 'Add' }))
    await screen.findByRole('heading', { name: '2' })
    fireEvent.click(screen.getByRole('link', { name: 'Help' }))
    await screen.findByRole('heading', { name: 'n is 2' })
  })

  it('fills a form with a row that was chosen, so that it can be changed', async () => {
    const sent = vi.fn<FetchJson>(fetchJson)
    const patch = {
      kind: 'updateRecord',
      modelId: 'm1',
      recordId: 'state.row.id',
      values: { 'f-customer': 'form.customer' },
    }
    const nodes = [
      on(
        's1',
        makeNode('table', {
          props: { model: 'm1' },
          events: { rowClick: [{ kind: 'setState', name: 'row', value: 'row' }] },
        }),
      ),
      on('s1', makeNode('form', { id: 'form', props: { model: 'm1', showSubmit: false } })),
      {
        ...makeNode('textInput', { props: { field: 'f-customer' }, bindings: { value: 'state.row.customer' } }),
        parentId: 'form',
      },
      { ...button('Save', [patch]), parentId: 'form' },
    ]
    render(<AppView app={makeApp(nodes)} env={env} fetchJson={sent} watch={watch} breakpoint="desktop" />)
    fireEvent.click(await screen.findByRole('button', { name: 'Ada' }))
    const input = await screen.findByDisplayValue('Ada')
    fireEvent.change(input, { target: { value: 'Ada L.' } })
    fireEvent.click(screen.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(sent).toHaveBeenCalledWith('PATCH', '/api/dynamic/p1/orders/r1', { customer: 'Ada L.' }))
  })

  it('survives a widget that cannot be drawn: others are still reached', async () => {
    const silent = vi.spyOn(console, 'error').mockReturnValue(undefined)
    // What no document can hold, as an old or broken server might send it.
    const broken = { ...makeNode('heading'), parentId: 's1', bindings: null as unknown as NodeView['bindings'] }
    openApp([broken, on('s2', makeNode('heading', { id: 'h2', texts: { text: 'How to' } }))])
    expect(screen.getByRole('heading', { name: 'This page cannot be shown' })).toBeTruthy()
    fireEvent.click(screen.getByRole('link', { name: 'Help' }))
    expect(await screen.findByRole('heading', { name: 'How to' })).toBeTruthy()
    expect(silent).toHaveBeenCalled()
  })

  it('says what a failed action says, and goes on working', async () => {
    openApp([
      on('s1', button('Delete', [{ kind: 'deleteRecord', modelId: 'm1', recordId: '"r7"' }])),
      on('s1', button('Hello', [{ kind: 'notify', message: 'Hi!', tone: 'success' }])),
    ])
    fireEvent.click(screen.getByRole('button', { name: 'Delete' }))
    expect((await screen.findByRole('alert')).textContent).toContain('Not found.')
    fireEvent.click(screen.getByRole('button', { name: 'Hello' }))
    expect((await screen.findByText(/Hi!/)).className).toContain('is-success')
    fireEvent.click(screen.getByRole('button', { name: 'Close' }))
    expect(screen.queryByText(/Hi!/)).toBeNull()
  })
})

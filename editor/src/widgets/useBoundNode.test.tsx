import { act, render, screen, waitFor } from '@testing-library/react'
import { describe, expect, it } from 'vitest'

import { createStaticHost, type Scope } from './host.ts'
import { ScopeContext } from './scope.ts'
import { draw, makeNode, widget } from './test/fixtures.tsx'

/** A host whose scope a test changes. */
function movingHost(first: Scope) {
  const listeners = new Set<() => void>()
  let scope = first
  const host = createStaticHost({
    scope: () => scope,
    watchScope: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  })
  const change = (next: Scope): void =>
    act(() => {
      scope = next
      for (const listener of listeners) listener()
    })
  return { host, change, listeners }
}

const heading = (source: string) => makeNode('heading', { bindings: { text: source }, texts: { text: 'Fixed' } })

describe('bound properties', () => {
  it('[M13] reads a plain path at once and follows it', () => {
    const { host, change, listeners } = movingHost({ state: { name: 'Ada' } })
    const { unmount } = draw(heading('state.name'), { host })
    expect(screen.getByRole('heading').textContent).toBe('Ada')
    change({ state: { name: 'Bob' } })
    expect(screen.getByRole('heading').textContent).toBe('Bob')
    unmount()
    expect(listeners.size).toBe(0)
  })

  it('[M13] works out an expression again when something that it reads has changed, showing the last value meanwhile', async () => {
    const { host, change } = movingHost({ state: { n: 1 }, other: 1 })
    draw(heading('state.n + 1'), { host })
    await waitFor(() => expect(screen.getByRole('heading').textContent).toBe('2'))
    change({ state: { n: 4 }, other: 1 })
    expect(screen.getByRole('heading').textContent).toBe('2')
    await waitFor(() => expect(screen.getByRole('heading').textContent).toBe('5'))
  })

  it('[M13] leaves what was fixed when the expression is wrong', async () => {
    const { host } = movingHost({ state: { n: 2 } })
    const good = makeNode('heading', { id: 'good', bindings: { text: 'state.n * 2' }, texts: { text: '' } })
    render([widget(heading('1 +'), { host }), widget(good, { host })])
    await screen.findByText('4')
    expect(screen.getByText('Fixed')).toBeTruthy()
  })

  it('[M13] reads what only the widgets around it know', () => {
    const { host } = movingHost({})
    render(
      <ScopeContext value={{ form: { customer: 'Cleo' } }}>{widget(heading('form.customer'), { host })}</ScopeContext>,
    )
    expect(screen.getByRole('heading').textContent).toBe('Cleo')
  })

  it('[M13] shows nothing for what is not there, but on the canvas what was fixed', () => {
    const { host } = movingHost({})
    const { unmount } = draw(heading('params.id'), { host })
    expect(screen.getByRole('heading').textContent).toBe('')
    unmount()
    draw(heading('params.id'), { host, mode: 'edit' })
    expect(screen.getByRole('heading').textContent).toBe('Fixed')
  })

  it('[M13] watches nothing where nothing is bound', () => {
    const { host, listeners } = movingHost({})
    draw(makeNode('heading'), { host })
    expect(listeners.size).toBe(0)
  })
})

import { act, fireEvent, screen } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'

import { createStaticHost, type WidgetHost } from './host.ts'
import { draw, makeNode } from './test/fixtures.tsx'

const ACTIONS = [{ kind: 'refresh', modelId: null }]

function openButton(change: Parameters<typeof makeNode>[1], mode: 'edit' | 'run' = 'run') {
  let finish = (): void => undefined
  const run = vi.fn<WidgetHost['run']>(() => new Promise((resolve) => (finish = resolve)))
  draw(makeNode('button', change), { host: createStaticHost({ run }), mode })
  return { run, finish: () => act(async () => finish()), button: screen.getByRole('button') }
}

describe('button', () => {
  it('runs its actions, and again only when they are done', async () => {
    const { run, finish, button } = openButton({ events: { click: ACTIONS } })
    fireEvent.click(button)
    fireEvent.click(button)
    expect(run).toHaveBeenCalledTimes(1)
    expect(button.getAttribute('aria-disabled')).toBe('true')
    await finish()
    expect(button.getAttribute('aria-disabled')).toBeNull()
    fireEvent.click(button)
    expect(run).toHaveBeenCalledTimes(2)
  })

  it('does nothing on the canvas', () => {
    const canvas = openButton({ events: { click: ACTIONS } }, 'edit')
    fireEvent.click(canvas.button)
    expect(canvas.run).not.toHaveBeenCalled()
    expect(canvas.button.tabIndex).toBe(-1)
  })

  it('cannot be pressed while it is disabled', () => {
    const { run, button } = openButton({ events: { click: ACTIONS }, props: { disabled: true } })
    fireEvent.click(button)
    expect(run).not.toHaveBeenCalled()
  })
})

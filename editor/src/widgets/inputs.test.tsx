import type { Json } from '@axiom/shared/json'
import { fireEvent, screen } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'

import { createStaticHost, type WidgetHost } from './host.ts'
import { draw, makeNode } from './test/fixtures.tsx'

function openInput(type: string, props: Record<string, Json>, mode: 'edit' | 'run' = 'run') {
  const run = vi.fn<WidgetHost['run']>(() => Promise.resolve())
  const node = makeNode(type, { props, texts: { label: 'Thing' }, events: { change: [{ kind: 'refresh' }] } })
  draw(node, { host: createStaticHost({ run }), mode })
  return { run, values: () => run.mock.calls.map(([, local]) => local['value']) }
}

const input = (): HTMLInputElement => screen.getByLabelText(/Thing/)

describe('inputs', () => {
  it('tells a text when the hand leaves it, once for each value', () => {
    const { values } = openInput('textInput', { value: 'a' })
    expect(input().value).toBe('a')
    fireEvent.change(input(), { target: { value: 'ab' } })
    expect(values()).toEqual([])
    fireEvent.blur(input())
    fireEvent.blur(input())
    expect(values()).toEqual(['ab'])
  })

  it('gives each kind of text the keyboard that fits', () => {
    openInput('textInput', { kind: 'email', help: 'We write only once.' })
    expect(input().type).toBe('email')
    expect(document.getElementById(input().getAttribute('aria-describedby') ?? '')?.textContent).toContain('only once')
  })

  it('makes several lines where there are several', () => {
    openInput('textInput', { kind: 'multiline' })
    expect(input().tagName).toBe('TEXTAREA')
  })

  it('makes a number of what was typed', () => {
    const { values } = openInput('numberInput', { min: 1, max: 9, step: 0.5 })
    fireEvent.change(input(), { target: { value: '2.5' } })
    fireEvent.blur(input())
    expect(values()).toEqual([2.5])
    expect([input().min, input().max, input().step]).toEqual(['1', '9', '0.5'])
  })

  it('offers choices, one of them', () => {
    const { values } = openInput('select', {
      options: [
        { value: 'x', label: 'One' },
        { value: 'y', label: 'Two' },
      ],
    })
    fireEvent.change(input(), { target: { value: 'Two' } })
    expect(values()).toEqual(['Two'])
  })

  it('offers what a query answers, by its first column', async () => {
    const query = { id: 'q1', name: 'cities', parameters: [] }
    const data = [
      { city: 'Bern', rank: 1 },
      { city: 'Ulm', rank: 2 },
      { city: 'Bern', rank: 3 },
    ]
    const host = createStaticHost({
      queries: () => [query],
      query: () => Promise.resolve({ data, columns: ['city', 'rank'] }),
    })
    const node = makeNode('select', { props: { query: 'q1', value: 'Elsewhere' }, texts: { label: 'Thing' } })
    draw(node, { host, mode: 'run' })
    expect(await screen.findByRole('option', { name: 'Ulm' })).toBeTruthy()
    expect(screen.getAllByRole('option').map(({ textContent }) => textContent)).toEqual([
      'Choose',
      'Elsewhere',
      'Bern',
      'Ulm',
    ])
  })

  it('stores one column of a query and shows another', async () => {
    const query = { id: 'q1', name: 'cities', parameters: [] }
    const data = [
      { id: 3, city: 'Bern' },
      { id: 7, city: 'Ulm' },
      { id: 9, city: null },
    ]
    const ran: unknown[] = []
    const host = createStaticHost({
      queries: () => [query],
      query: () => Promise.resolve({ data, columns: ['city', 'id'] }),
      run: (_actions, scope) => Promise.resolve(void ran.push(scope['value'])),
    })
    const props = { query: 'q1', queryValue: 'id', queryLabel: 'city', value: '7' }
    draw(makeNode('select', { props, texts: { label: 'Thing' }, events: { change: [{}] } }), { host, mode: 'run' })
    await screen.findByRole('option', { name: 'Bern' })
    const options = screen.getAllByRole<HTMLOptionElement>('option')
    expect(options.map(({ value, textContent }) => [value, textContent])).toEqual([
      ['', 'Choose'],
      ['3', 'Bern'],
      ['7', 'Ulm'],
      ['9', '9'],
    ])
    expect(screen.getByRole<HTMLSelectElement>('combobox').value).toBe('7')
    fireEvent.change(screen.getByRole('combobox'), { target: { value: '3' } })
    expect(ran).toEqual(['3'])
  })

  it('offers choices, several of them', () => {
    const options = ['One', 'Two', 'Three'].map((label) => ({ value: label, label }))
    const { values } = openInput('select', { options, multiple: true })
    expect(screen.getByRole('group', { name: 'Thing' })).toBeTruthy()
    fireEvent.click(screen.getByLabelText('One'))
    fireEvent.click(screen.getByLabelText('Three'))
    fireEvent.click(screen.getByLabelText('One'))
    expect(values()).toEqual([['One'], ['One', 'Three'], ['Three']])
  })

  it('ticks', () => {
    const { values } = openInput('checkbox', { value: true })
    expect(input().checked).toBe(true)
    fireEvent.click(input())
    expect(values()).toEqual([false])
  })

  it('keeps a moment as an instant and shows it in the reader’s time', () => {
    const instant = '2026-05-14T08:30:00.000Z'
    const { values } = openInput('date', { value: instant, withTime: true, min: '2026-01-01' })
    expect(new Date(input().value).toISOString()).toBe(instant)
    expect(input().min).toBe('2026-01-01T00:00')
    const later = new Date(new Date(instant).getTime() + 3_600_000)
    const local = new Date(later.getTime() - later.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
    fireEvent.change(input(), { target: { value: local } })
    fireEvent.blur(input())
    expect(values()).toEqual([later.toISOString()])
  })

  it.each(['textInput', 'numberInput', 'select', 'checkbox', 'date'])('%s is out of reach on the canvas', (type) => {
    const { run } = openInput(type, {}, 'edit')
    expect(input().tabIndex).toBe(-1)
    fireEvent.blur(input())
    expect(run).not.toHaveBeenCalled()
  })
})

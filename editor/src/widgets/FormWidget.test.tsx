import type { Json } from '@axiom/shared/json'
import { fireEvent, render, screen, waitFor } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'

import { createStaticHost, type SubmitResult, type WidgetHost } from './host.ts'
import { makeField, makeModel, makeNode, widget } from './test/fixtures.tsx'

const orders = makeModel([
  makeField('customer', { label: 'Customer', constraints: { required: true, maxLength: 10 } }),
  makeField('quantity', { label: 'Quantity', type: 'integer', constraints: { min: 1, max: 99, default: 1 } }),
  makeField('code', { label: 'Code', constraints: { pattern: '^[A-Z]{2}$' } }),
])

interface Setup {
  answer?: SubmitResult | Error
  events?: Record<string, Json>
  mode?: 'edit' | 'run'
}

function openForm({ answer = { ok: true, record: { id: 'r1' } }, events = {}, mode = 'run' }: Setup = {}) {
  const submit = vi.fn<WidgetHost['submit']>(() =>
    answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer),
  )
  const run = vi.fn<WidgetHost['run']>(() => Promise.resolve())
  const host = createStaticHost({ models: () => [orders], submit, run })
  const form = makeNode('form', { props: { model: 'm1', successMessage: 'Thanks.' }, events })
  const input = (type: string, field: string) =>
    widget(makeNode(type, { id: `n-${field}`, props: { field: `f-${field}` }, texts: { label: '' } }), { host, mode })
  const children = [
    input('textInput', 'customer'),
    input('numberInput', 'quantity'),
    input('textInput', 'code'),
    widget(makeNode('button', { props: { action: 'reset' }, texts: { label: 'Clear' } }), { host, mode }),
  ]
  render(widget(form, { host, mode, children }))
  return { submit, run, host }
}

const field = (name: RegExp): HTMLInputElement => screen.getByLabelText(name)
const fill = (name: RegExp, value: string): boolean => fireEvent.change(field(name), { target: { value } })
const send = (): boolean => fireEvent.click(screen.getByRole('button', { name: 'Send' }))

describe('form', () => {
  it('sends what was filled in, with the defaults that nobody touched', async () => {
    const { submit } = openForm()
    fill(/Customer/, 'Ada')
    send()
    await screen.findByText('Thanks.')
    expect(submit.mock.calls[0]?.[1]).toEqual({ customer: 'Ada', quantity: 1 })
    await waitFor(() => expect(document.activeElement?.textContent).toBe('Thanks.'))
  })

  it('says at each field what is wrong, sums it up, and goes to the first mistake', async () => {
    const { submit } = openForm()
    fill(/Quantity/, '100')
    send()
    await screen.findByText('Customer is required.')
    expect(screen.getByText('Enter 99 or less.')).toBeTruthy()
    expect(screen.getByRole('alert').textContent).toBe('2 answers need another look: Customer, Quantity.')
    expect(document.activeElement).toBe(field(/Customer/))
    expect(field(/Customer/).getAttribute('aria-invalid')).toBe('true')
    expect(field(/Customer/).getAttribute('aria-describedby')).toContain('-error')
    expect(submit).not.toHaveBeenCalled()
  })

  it('keeps every line where it is while a mistake is mended, so that the click on the button counts', async () => {
    const { submit } = openForm()
    send()
    const line = await screen.findByText('Customer is required.')
    fill(/Customer/, 'Ada')
    expect(line.isConnected && line.classList.contains('is-solved')).toBe(true)
    expect(line.textContent).toBe('Customer is required.')
    expect(screen.getByRole('alert')).toBeTruthy()
    expect(field(/Customer/).getAttribute('aria-invalid')).toBeNull()
    fill(/Customer/, 'Ada of the long name')
    expect(line.classList.contains('is-solved')).toBe(false)
    expect(line.textContent).toBe('Enter no more than 10 characters.')
    fill(/Customer/, 'Ada')
    send()
    await waitFor(() => expect(submit).toHaveBeenCalledTimes(1))
  })

  it('judges a pattern as soon as its engine is there', async () => {
    openForm()
    fill(/Customer/, 'Ada')
    fill(/Code/, 'abc')
    await waitFor(() => {
      send()
      expect(screen.getByText('This is not in the expected form.')).toBeTruthy()
    })
  })

  it('shows a refusal of the server at its field, and what has no field above the button', async () => {
    const errors = { customer: 'is taken', secret: 'is required' }
    const { run } = openForm({ answer: { ok: false, message: 'Refused.', errors }, events: { error: [{ kind: 'x' }] } })
    fill(/Customer/, 'Ada')
    send()
    await screen.findByText('is taken')
    expect(screen.getByRole('alert').textContent).toBe('Refused. secret: is required')
    expect(run).toHaveBeenCalledWith([{ kind: 'x' }], expect.objectContaining({ message: 'Refused.' }))
  })

  it('keeps the answers when the server cannot be reached, and sends them the next time', async () => {
    const { submit } = openForm({ answer: new TypeError('network') })
    fill(/Customer/, 'Ada')
    send()
    await screen.findByText(/Your answers are still here/)
    expect(field(/Customer/).value).toBe('Ada')
    submit.mockResolvedValue({ ok: true, record: null })
    send()
    await screen.findByText('Thanks.')
  })

  it('runs what comes after sending, with the answers and the record', async () => {
    const { run } = openForm({ events: { success: [{ kind: 'y' }] } })
    fill(/Customer/, 'Ada')
    send()
    await waitFor(() =>
      expect(run).toHaveBeenCalledWith([{ kind: 'y' }], {
        form: expect.objectContaining({ customer: 'Ada' }),
        record: { id: 'r1' },
      }),
    )
  })

  it('sends once, however often the button is pressed', async () => {
    const { submit } = openForm()
    fill(/Customer/, 'Ada')
    send()
    send()
    await screen.findByText('Thanks.')
    expect(submit).toHaveBeenCalledTimes(1)
    fireEvent.click(screen.getByRole('button', { name: 'New entry' }))
    expect(field(/Customer/).value).toBe('')
  })

  it('is cleared by its button', async () => {
    openForm()
    fill(/Customer/, 'Ada')
    send()
    fill(/Customer/, '')
    fireEvent.click(screen.getByRole('button', { name: 'Clear' }))
    expect(field(/Customer/).value).toBe('')
    expect(screen.queryByRole('alert')).toBeNull()
  })

  it('sends nothing on the canvas', () => {
    const { submit, run } = openForm({ mode: 'edit' })
    send()
    fireEvent.submit(screen.getByRole('form'))
    expect(submit).not.toHaveBeenCalled()
    expect(run).not.toHaveBeenCalled()
  })
})

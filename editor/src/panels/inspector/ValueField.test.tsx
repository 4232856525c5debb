import type { FieldView } from '@axiom/shared/document/views'
import { MantineProvider } from '@mantine/core'
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react'
import { useState, type ReactNode } from 'react'
import { afterEach, describe, expect, it } from 'vitest'

import { ValueField } from './ValueField.tsx'

afterEach(cleanup)

function openField(start: string, field?: FieldView): { written: () => string } {
  let now = start
  function Holder(): ReactNode {
    const [source, setSource] = useState(start)
    const commit = (next: string): void => {
      now = next
      setSource(next)
    }
    return (
      <MantineProvider env="test">
        <ValueField label="Thing" source={source} onCommit={commit} {...(field && { field })} />
      </MantineProvider>
    )
  }
  render(<Holder />)
  return { written: () => now }
}

function fieldOf(type: FieldView['type'], labels: readonly string[] = []): FieldView {
  const options = labels.map((label) => ({ id: label, label, colour: null, index: label }))
  return {
    id: 'f',
    modelId: 'm',
    name: 'f',
    label: 'F',
    type,
    index: 'a',
    constraints: {},
    options,
    retired: [],
  }
}

function write(label: string, value: string): void {
  const input = screen.getByLabelText(label)
  fireEvent.change(input, { target: { value } })
  fireEvent.blur(input)
}

describe('a value of an action', () => {
  it('is a text, kept as a literal, until it is emptied', () => {
    const { written } = openField('')
    write('Thing', 'a "b"')
    expect(written()).toBe('"a \\"b\\""')
    expect(screen.getByLabelText<HTMLInputElement>('Thing').value).toBe('a "b"')
    write('Thing', '')
    expect(written()).toBe('')
  })

  it.each<[string, FieldView, string, string]>([
    ['a number', fieldOf('integer'), '12', '12'],
    ['yes or no', fieldOf('boolean'), 'true', 'true'],
    ['one of the options', fieldOf('select', ['New', 'Old']), '"Old"', '"Old"'],
    ['a day', fieldOf('date'), '2026-05-14', '"2026-05-14"'],
  ])('is entered as %s where the field is', (_, field, typed, source) => {
    const { written } = openField('', field)
    write('Thing', typed)
    expect(written()).toBe(source)
  })

  it('becomes an expression and says what is wrong with it', async () => {
    const { written } = openField('"x"')
    fireEvent.click(screen.getByRole('button', { name: 'Use an expression for Thing' }))
    write('Expression for Thing', 'row.')
    expect(await screen.findByRole('status')).toBeTruthy()
    write('Expression for Thing', ' row.id ')
    expect(written()).toBe('row.id')
    await waitFor(() => expect(screen.queryByRole('status')).toBeNull())
    // What is no fixed value cannot become one.
    fireEvent.click(screen.getByRole('button', { name: 'Use a fixed value for Thing' }))
    expect(written()).toBe('')
  })

  it('shows an expression as one from the start', () => {
    openField('row.id')
    expect(screen.getByLabelText<HTMLTextAreaElement>('Expression for Thing').value).toBe('row.id')
  })
})

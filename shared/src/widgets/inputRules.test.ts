import { describe, expect, it } from 'vitest'

import type { FieldView } from '../document/views.ts'
import type { Json } from '../json.ts'
import { choicesOf, judgeInput, rulesOf } from './inputRules.ts'

function field(type: FieldView['type'], constraints: FieldView['constraints'] = {}, options: string[] = []): FieldView {
  const base = { id: 'f', modelId: 'm', name: 'f', label: 'F', index: 'a', retired: [] }
  return {
    ...base,
    type,
    constraints,
    options: options.map((label) => ({ id: label, label, colour: null, index: 'a' })),
  }
}

const codeOf = (type: string, props: Record<string, Json>, about: FieldView | null, value: Json) =>
  judgeInput(rulesOf({ type, props }, about), value)?.code ?? null

describe('rules of inputs', () => {
  it.each<[string, string, Record<string, Json>, FieldView | null, Json, string | null]>([
    ['required text', 'textInput', { required: true }, null, '', 'required'],
    ['required by the field', 'textInput', {}, field('text', { required: true }), null, 'required'],
    ['nothing where nothing is asked', 'textInput', {}, field('email'), '', null],
    ['a short text', 'textInput', {}, field('text', { minLength: 3 }), 'ab', 'minLength'],
    ['a long text, by characters', 'textInput', { maxLength: 2 }, null, '😀😀', null],
    ['a longer one', 'textInput', { maxLength: 2 }, field('text', { maxLength: 9 }), 'abc', 'maxLength'],
    ['an address of somebody', 'textInput', { kind: 'email' }, null, 'a@b', 'email'],
    ['a good one', 'textInput', {}, field('email'), 'a@b.example', null],
    ['a web address', 'textInput', {}, field('url'), 'javascript:alert(1)', 'url'],
    ['a good web address', 'textInput', { kind: 'url' }, null, 'https://example.org/x', null],
    ['a number below', 'numberInput', { min: 2 }, field('number', { min: 1 }), 1.5, 'min'],
    ['a number above', 'numberInput', {}, field('number', { max: 10 }), 11, 'max'],
    ['a broken one in an integer', 'numberInput', {}, field('integer'), 1.5, 'integer'],
    ['no number', 'numberInput', {}, null, 'x', 'number'],
    ['zero is an answer', 'numberInput', { required: true }, null, 0, null],
    ['a day', 'date', { min: '2026-01-01' }, null, '2025-12-31', 'min'],
    ['no day', 'date', {}, null, '2026-02-31T', 'date'],
    ['a moment of the last day', 'date', { withTime: true, max: '2026-05-14' }, null, '2026-05-14T20:00:00Z', null],
    ['a moment after it', 'date', { withTime: true, max: '2026-05-14' }, null, '2026-05-15T00:00:00Z', 'max'],
    ['no choice of the field', 'select', {}, field('select', {}, ['New', 'Old']), 'Nope', 'choice'],
    ['a choice', 'select', {}, field('select', {}, ['New', 'Old']), 'New', null],
    ['several', 'select', {}, field('multiSelect', {}, ['New', 'Old']), ['New', 'Old'], null],
    ['several of which one is not', 'select', { multiple: true, options: ['a'] }, null, ['a', 'b'], 'choice'],
    ['a box that must be ticked', 'checkbox', { required: true }, null, false, 'required'],
  ])('%s', (_, type, props, about, value, code) => {
    expect(codeOf(type, props, about, value)).toBe(code)
  })

  it('asks the engine for patterns, and lets the server judge where there is none', () => {
    const rules = rulesOf({ type: 'textInput', props: {} }, field('text', { pattern: '^A' }))
    expect(judgeInput(rules, 'B')).toBeNull()
    expect(judgeInput(rules, 'B', (pattern, text) => pattern === '^A' && text.startsWith('A'))?.code).toBe('pattern')
  })

  it('takes own options only where no field says what there is', () => {
    const options = [{ value: 'a', label: 'A' }, 'B', 7, null]
    expect(choicesOf({ options }, null)).toEqual(['A', 'B'])
    expect(choicesOf({ options }, field('select', {}, ['X']))).toEqual(['X'])
    expect(choicesOf({ options }, field('select'))).toBeUndefined()
  })
})

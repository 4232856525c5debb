import { describe, expect, it } from 'vitest'

import { matches, type KeyPress, showShortcut } from './shortcuts.ts'

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...more,
})

describe('shortcuts', () => {
  it('needs exactly the modifiers', () => {
    expect(matches(press('z', { ctrlKey: true }), 'mod+Z')).toBe(true)
    expect(matches(press('Z', { ctrlKey: true, shiftKey: true }), 'mod+Z')).toBe(false)
    expect(matches(press('Z', { ctrlKey: true, shiftKey: true }), 'mod+Shift+Z')).toBe(true)
    expect(matches(press('z'), 'mod+Z')).toBe(false)
  })
  it('takes signs as they are typed, and digits by their key', () => {
    expect(matches(press('?', { shiftKey: true }), '?')).toBe(true)
    expect(matches(press('!', { shiftKey: true, code: 'Digit1' }), 'Shift+1')).toBe(true)
    expect(matches(press('=', { ctrlKey: true }), 'mod+=')).toBe(true)
  })
  it('is written for people', () => {
    expect(showShortcut('mod+Shift+ArrowLeft')).toBe('Ctrl Shift ←')
  })
})

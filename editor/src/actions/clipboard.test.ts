import { describe, expect, it } from 'vitest'

import { readPasted, serialise } from './clipboard.ts'

describe('clipboard', () => {
  it('reads its own format back, also from plain text', () => {
    const text = serialise({ nodes: [1] })
    expect(readPasted(text, '')).toEqual({ kind: 'nodes', payload: { nodes: [1] } })
    expect(readPasted('', text)).toEqual({ kind: 'nodes', payload: { nodes: [1] } })
  })
  it('takes the address of an image for an image', () => {
    expect(readPasted('', ' https://example.org/a.png?w=2 ')).toEqual({
      kind: 'image',
      url: 'https://example.org/a.png?w=2',
    })
  })
  it('takes everything else for text, by paragraphs', () => {
    expect(readPasted('', 'One\n\nTwo')).toEqual({ kind: 'text', paragraphs: ['One', 'Two'] })
    expect(readPasted('', '{"format":"axiom/nodes"')).toMatchObject({ kind: 'text' })
    expect(readPasted('', ' \n')).toBeNull()
  })
})

import { screen } from '@testing-library/react'
import { describe, expect, it } from 'vitest'

import { createStaticHost } from './host.ts'
import { draw, makeModel, makeNode } from './test/fixtures.tsx'

describe('texts, links and pictures', () => {
  it('leads to a screen before an address, opens others in a tab of their own, and goes nowhere on the canvas', () => {
    const host = createStaticHost({ hrefOf: (id) => (id === 's2' ? '/two' : null) })
    draw(makeNode('link', { props: { screen: 's2', url: 'https://example.org' }, texts: { label: 'In' } }), { host })
    draw(makeNode('link', { props: { url: 'https://example.org' }, texts: { label: 'Out' } }), { host })
    draw(makeNode('link', { props: { url: '/two' }, texts: { label: 'Off' } }), { host, mode: 'edit' })
    expect(screen.getByText('In').closest('a')?.getAttribute('href')).toBe('/two')
    const out = screen.getByText('Out').closest('a')
    expect([out?.getAttribute('href'), out?.target, out?.rel]).toEqual([
      'https://example.org',
      '_blank',
      'noopener noreferrer',
    ])
    expect(screen.getByText('Off').closest('a')?.getAttribute('href')).toBeNull()
  })

  it('shows a picture with its description, or says that one belongs here', () => {
    draw(makeNode('image', { props: { src: 'https://example.org/a.png', alt: 'A tree' } }))
    expect(screen.getByRole('img', { name: 'A tree' }).getAttribute('src')).toBe('https://example.org/a.png')
    draw(makeNode('image'))
    expect(screen.getByText('Image')).toBeTruthy()
  })

  it('keeps headings of a text below those of the page', () => {
    const host = createStaticHost({
      richText: () => ({
        type: 'doc',
        content: [{ type: 'heading', attrs: { level: 1 }, content: [{ type: 'text', text: 'Part' }] }],
      }),
    })
    draw(makeNode('richText'), { host })
    expect(screen.getByRole('heading', { name: 'Part', level: 2 })).toBeTruthy()
  })

  it('shows an unknown widget by its name', () => {
    draw({ ...makeNode('heading'), type: 'hologram', name: 'My hologram' })
    expect(screen.getByText('My hologram')).toBeTruthy()
    draw({ ...makeNode('heading'), type: 'constructor', name: 'No trick' })
    expect(screen.getByText('No trick')).toBeTruthy()
  })

  it('counts records, sums a field, or shows a value with its unit', async () => {
    const model = makeModel([])
    const host = createStaticHost({ models: () => [model], stat: () => Promise.resolve(1234) })
    draw(makeNode('stat', { props: { model: 'm1', suffix: ' kg' }, texts: { label: 'All' } }), { host })
    expect(await screen.findByText('1,234 kg')).toBeTruthy()
    draw(makeNode('stat', { props: { source: 'value', value: 0.5, decimals: 2, prefix: '€' } }), { host })
    expect(screen.getByText('€0.50')).toBeTruthy()
  })
})

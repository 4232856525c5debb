import type { FieldView, ModelView } from '@axiom/shared/document/views'
import { expect, it } from 'vitest'

import { placesOf, relationsOf } from './relationsOf.ts'

const rules = { list: 'viewer', read: 'viewer', create: 'editor', update: 'editor', delete: 'editor' } as const

function model(id: string, ...targets: string[]): ModelView {
  const fields = targets.map((target): FieldView => {
    const base = { id: `${id}-${target}`, modelId: id, name: target, label: target, index: 'a' }
    return { ...base, type: 'relation', constraints: { target }, options: [], retired: [] }
  })
  return { id, name: id, label: id, index: 'a', rules, fields }
}

it('finds the relations whose target is there', () => {
  const models = [model('orders', 'customers', 'gone'), model('customers')]
  expect(relationsOf(models).map(({ from, to }) => [from.id, to.id])).toEqual([['orders', 'customers']])
})

it('puts what others point to right of them, one below the other, circles too', () => {
  const places = placesOf([model('lines', 'orders'), model('orders', 'customers'), model('customers'), model('notes')])
  const x = (id: string): number => places.get(id)?.x ?? -1
  expect([x('lines'), x('orders'), x('customers')]).toEqual([0, 340, 680])
  expect(places.get('notes')).toMatchObject({ x: 0 })
  expect(places.get('notes')?.y).toBeGreaterThan(0)
  const round = placesOf([model('a', 'b'), model('b', 'a'), model('c', 'c')])
  expect(new Set([...round.values()].map((place) => JSON.stringify(place))).size).toBe(3)
})

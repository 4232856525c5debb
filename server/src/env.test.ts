import { expect, it } from 'vitest'

import { readEnv } from './env.ts'

const ON_MONGO = { MONGODB_URI: 'mongodb://127.0.0.1/axiom', JWT_SECRET: 'x'.repeat(32) }

it('takes databases for the rows of new projects, with MONGODB_URI only, under names that they can have', () => {
  const read = (MONGODB_PLACEMENTS: string, more: Record<string, string> = ON_MONGO): string[] =>
    readEnv({ ...more, MONGODB_PLACEMENTS }).MONGODB_PLACEMENTS
  expect(read('axiom_2, axiom-3')).toEqual(['axiom_2', 'axiom-3'])
  expect(read('', {})).toEqual([])
  expect(() => read('axiom_2', {})).toThrow('MONGODB_PLACEMENTS: needs MONGODB_URI')
  for (const name of ['a.b', 'admin', 'x'.repeat(64), 'axiom_2,$x'])
    expect(() => read(name)).toThrow('MONGODB_PLACEMENTS')
})

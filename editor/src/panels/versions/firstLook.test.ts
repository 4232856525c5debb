import { expect, it } from 'vitest'

import { firstLook } from './useFirstLook.ts'

type Details = Parameters<typeof firstLook>[0]

const node = (screenId: string, kind: 'added' | 'changed' | 'removed') =>
  ({ id: `${screenId}-${kind}`, screenId, kind }) as Details['nodes'][number]
const screen = (id: string) => ({ root: 'screens', id, kind: 'added' }) as Details['others'][number]

it.each([
  ['widgets on the empty open screen', [node('open', 'added')], [], { screenId: 'open', as: 'suggested' }],
  [
    'a change of the open screen',
    [node('open', 'added'), node('open', 'changed')],
    [],
    { screenId: 'open', as: 'difference' },
  ],
  ['a new screen', [node('new', 'added')], [screen('new')], { screenId: 'new', as: 'suggested' }],
  [
    'a new screen beside a change elsewhere',
    [node('other', 'changed'), node('new', 'added')],
    [screen('new')],
    { screenId: 'new', as: 'suggested' },
  ],
  ['a change of another screen', [node('other', 'changed')], [], { screenId: 'other', as: 'difference' }],
  ['models alone', [], [], null],
] satisfies [string, Details['nodes'], Details['others'], ReturnType<typeof firstLook>][])(
  'a suggestion with %s',
  (_, nodes, others, look) => {
    expect(firstLook({ nodes, others }, 'open')).toEqual(look)
  },
)

import { describe, expect, it } from 'vitest'

import { describeSync, type SyncFacts } from './syncStatus.ts'

const live: SyncFacts = {
  phase: 'live',
  networkUp: true,
  handshaken: true,
  readOnly: false,
  outage: false,
  outstanding: 0,
  batched: false,
  changes: 0,
  problem: null,
  keeping: 'kept',
  writing: false,
}

describe('sync status', () => {
  it.each([
    ['saved', {}],
    ['saving', { outstanding: 1 }],
    ['saving', { batched: true }],
    ['saving', { changes: 1 }],
    ['saving', { handshaken: false }],
    ['saving', { phase: 'connecting', changes: 2 }],
    ['connecting', { phase: 'connecting' }],
    ['connecting', { phase: 'idle' }],
    ['offline', { networkUp: false }],
    ['offline', { phase: 'waiting', changes: 3 }],
    ['offline', { phase: 'stopped', problem: 'signedOut' }],
    ['readOnly', { phase: 'stopped', problem: 'noAccess', changes: 1 }],
    ['readOnly', { readOnly: true }],
    ['readOnly', { readOnly: true, outage: true }],
    ['outage', { outage: true }],
    ['outage', { outage: true, outstanding: 1, changes: 2 }],
  ] as const)('says %s for %j', (kind, change) => {
    expect(describeSync({ ...live, ...change }).kind).toBe(kind)
  })

  it('never says saved while anything is unacknowledged', () => {
    for (const outstanding of [0, 1])
      for (const batched of [false, true])
        for (const changes of [0, 1])
          for (const handshaken of [false, true]) {
            const { kind } = describeSync({ ...live, outstanding, batched, changes, handshaken })
            expect(kind === 'saved').toBe(outstanding === 0 && !batched && changes === 0 && handshaken)
          }
  })
})

it('offline edits count as kept on this device only once they are written', () => {
  const offline = { ...live, networkUp: false, changes: 1 }
  expect(describeSync({ ...offline, writing: true }).kind).toBe('saving')
  expect(describeSync({ ...offline, writing: false }).kind).toBe('offline')
})

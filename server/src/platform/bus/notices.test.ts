import { expect, it, vi } from 'vitest'
import { z } from 'zod'

import { LocalHub } from './localBus.ts'
import { openNotices } from './notices.ts'

const Ended = z.object({ sessionId: z.string() })

it('[C13] a notice is heard here at once and on every other replica; what nobody understands is dropped', async () => {
  const hub = new LocalHub()
  const failures = vi.fn()
  const [a, b] = [hub.join(failures), hub.join(failures)]
  const [here, there] = [vi.fn(), vi.fn()]
  const tell = openNotices(a, 'sessions', Ended, here)
  openNotices(b, 'sessions', Ended, there)
  b.publish('n/sessions', Buffer.from('{"sessionId":7}'))
  tell({ sessionId: 's1' })
  expect(here.mock.calls).toEqual([[{ sessionId: 's1' }]])
  await vi.waitFor(() => expect(there.mock.calls).toEqual([[{ sessionId: 's1' }]]))
  expect(failures).not.toHaveBeenCalled()
})

import { vi } from 'vitest'

/** A busy machine is slow, not wrong: a wait ends with its condition, and fails only long after it would have come true. */
const PATIENCE_MS = 10_000

const waitFor = vi.waitFor.bind(vi)
vi.waitFor = (callback, options = PATIENCE_MS) => waitFor(callback, options)

/** Origin of states read back from this device: neither sent as new nor counted as a change. */
export const LOCAL_STORE_ORIGIN = { kind: 'local-store' } as const
/** Origin of edits heard from another tab of the same browser; the server gets them from both, which is harmless. */
export const TAB_ORIGIN = { kind: 'tab' } as const
/** What another tab knew before this one opened; already counted there. */
export const TAB_STATE_ORIGIN = { kind: 'tab-state' } as const

export function isOfTab(origin: unknown): boolean {
  return origin === TAB_ORIGIN || origin === TAB_STATE_ORIGIN
}

/** True for edits made in this tab; false for what came from the server, this device or another tab. */
export function isLocalEdit(origin: unknown): boolean {
  return !isOfTab(origin) && origin !== LOCAL_STORE_ORIGIN && !isOfServer(origin)
}

/** What came over the wire: its origin is the connection. */
export function isOfServer(origin: unknown): boolean {
  return typeof origin === 'object' && origin !== null && 'sendFrame' in origin
}

/** Pages that every app has by itself. Their addresses begin with `/-/`, where no screen of an app lives. */
export const ACCOUNT_PAGES = ['sign-in', 'sign-up', 'forgot', 'reset', 'verify', 'account', 'enter'] as const
export type AccountPageName = (typeof ACCOUNT_PAGES)[number]

/** The own page of an address; null for a screen's. */
export function accountPageOf(address: string): AccountPageName | null {
  const name = /^\/-\/([a-z-]+)/.exec(address)?.[1]
  return ACCOUNT_PAGES.find((page) => page === name) ?? null
}

/** Address of an own page that leads back to where the visitor was. */
export function accountAddress(page: AccountPageName, from: string | null = null): string {
  const isScreen = from !== null && from !== '/' && accountPageOf(from) === null
  return `/-/${page}${isScreen ? `?to=${encodeURIComponent(from)}` : ''}`
}

/** Where an own page leads when it is done; never out of the app. */
export function wayBack(address: string): string {
  const to = new URLSearchParams(address.split('?')[1] ?? '').get('to') ?? '/'
  return /^\/(?![/\\])/.test(to) && accountPageOf(to) === null ? to : '/'
}

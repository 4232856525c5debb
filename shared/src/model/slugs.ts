/** For so long an address that a project gave up is kept for it: until then links to it cannot lead to somebody else. */
export const KEPT_SLUG_DAYS = 90

/** Labels that people and programs expect something else behind. `app` is none: it is what nameless projects get. */
const RESERVED = new Set(
  (
    'admin administrator api apis apps assets auth autodiscover axiom billing blog cdn collaboration dashboard dev docs editor files ' +
    'ftp health help host hostmaster imap internal localhost login mail metrics ns ns1 ns2 pop postmaster root security server ' +
    'sign-in sign-up signup smtp ssl static status support sysadmin test webmail webmaster www'
  ).split(' '),
)

/** Whether no project can have this address. */
export function isReservedSlug(slug: string): boolean {
  return RESERVED.has(slug) || slug.startsWith('xn--')
}

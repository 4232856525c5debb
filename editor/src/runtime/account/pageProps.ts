import type { FetchJson } from '../../widgets/fetchJson.ts'
import type { VisitorSession } from '../visitor.ts'
import type { AccountPageName } from './places.ts'

/** What each of the account pages knows. */
export interface AccountPageProps {
  page: AccountPageName
  address: string
  session: VisitorSession
  fetchJson: FetchJson
  go: (address: string) => void
  /** A screen was asked for that needs somebody signed in. */
  isNeeded?: boolean
}

/** What a statement takes for a `?`. */
export type SqlValue = string | number | null

/** A boolean SQL expression with its bound parameters; never NULL where negation matters. */
export interface Sql {
  sql: string
  params: SqlValue[]
}

export const TRUE: Sql = { sql: '1', params: [] }

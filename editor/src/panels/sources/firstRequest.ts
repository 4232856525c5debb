import type { SourceType } from '@axiom/shared/contracts/dataSources'

/** What a new query asks, so that one sees how it is written. */
export function firstRequest(type: SourceType): string {
  switch (type) {
    case 'rest':
      return 'GET /'
    case 'graphql':
      return 'query {\n  __typename\n}'
    case 'mongodb':
      return '{\n  "collection": "",\n  "find": {},\n  "limit": 20\n}'
    case 'csv':
    case 'json':
      return 'select * from rows limit 100'
    case 'postgresql':
    case 'mysql':
    case 'sqlite':
      return 'select 1 as answer'
  }
}

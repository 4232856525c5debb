import type { ConnectOptions, Connector } from './connector.ts'

/** Connects a source by its driver, which is loaded with the first source that needs it. Throws `outbound_…`. */
export async function connectSource(options: ConnectOptions): Promise<Connector> {
  const { config } = options
  switch (config.type) {
    case 'rest':
      return (await import('./rest.ts')).connectRest({ ...options, config })
    case 'graphql':
      return (await import('./graphql.ts')).connectGraphql({ ...options, config })
    case 'postgresql':
      return (await import('./postgres.ts')).connectPostgres({ ...options, config })
    case 'mysql':
      return (await import('./mysql.ts')).connectMysql({ ...options, config })
    case 'mongodb':
      return (await import('./mongo.ts')).connectMongo({ ...options, config })
    case 'sqlite':
    case 'csv':
    case 'json':
      return (await import('./rowsConnector.ts')).connectRows(options.file, options.limits)
  }
}

import { randomBytes } from 'node:crypto'

import { testDatabase } from '../../server/src/platform/db/test/testDatabase.ts'
import { startRedis } from '../../server/test/startRedis.ts'

/** What several processes of a server share, and how they are told of it. */
export interface Services {
  env: Record<string, string>
  stop: () => Promise<void>
}

/** One process alone, whatever the environment of the bench says. */
export const NO_SERVICES: Services = { env: { MONGODB_URI: '', REDIS_URL: '' }, stop: async () => undefined }

/** A Redis of its own, and a database on the MongoDB that `MONGODB_URI` names. Throws where there is none. */
export async function startServices({ withMongo }: { withMongo: boolean }): Promise<Services> {
  const database = withMongo ? testDatabase() : null
  const redis = await startRedis()
  return {
    env: {
      ...NO_SERVICES.env,
      REDIS_URL: redis.url,
      JWT_SECRET: randomBytes(24).toString('hex'),
      ...(database && { MONGODB_URI: database.uri }),
    },
    async stop() {
      await redis.close()
      await database?.drop()
    },
  }
}

import { newId } from '@axiom/shared/ids'
import { MongoClient } from 'mongodb'

import { withDatabase } from '../src/platform/db/test/testDatabase.ts'

/** For Vitest: all databases of a run have a name of its own, and are gone afterwards. */
export default function mongoRun(): () => Promise<void> {
  const server = process.env['MONGODB_URI'] ?? ''
  const name = `axiom_test_${newId(8)}`
  process.env['MONGODB_URI'] = withDatabase(server, name)
  return async () => {
    process.env['MONGODB_URI'] = server
    const client = new MongoClient(server)
    const { databases } = await client.db().admin().listDatabases({ nameOnly: true })
    for (const database of databases) if (database.name.startsWith(name)) await client.db(database.name).dropDatabase()
    await client.close()
  }
}

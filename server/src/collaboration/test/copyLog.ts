import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { MongoClient } from 'mongodb'

import { testStores } from '../../platform/db/test/testDatabase.ts'

/** A backup of the log of one test folder, put where another one looks for it. */
export async function copyLog(from: string, to: string): Promise<void> {
  const [{ mongoUri: source }, { mongoUri: target }] = [testStores(from), testStores(to)]
  if (source === undefined || target === undefined) return copyFile(join(from, 'log.db'), join(to, 'log.db'))
  const clients = [new MongoClient(source), new MongoClient(target)] as const
  const [there, here] = clients.map((client) => client.db())
  for (const { name } of (await there?.listCollections().toArray()) ?? []) {
    const rows = (await there?.collection(name).find().toArray()) ?? []
    if (rows.length > 0) await here?.collection(name).insertMany(rows)
  }
  await Promise.all(clients.map((client) => client.close()))
}

function copyFile(from: string, to: string): void {
  const db = new DatabaseSync(from)
  db.prepare('VACUUM INTO ?').run(to)
  db.close()
}

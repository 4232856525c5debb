import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { AuthService, UserActor } from '../auth/index.ts'
import type { MemberService } from '../members/index.ts'
import type { ProjectService } from '../projects/index.ts'
import type { RecordService } from '../records/index.ts'
import { demoOrders } from './orders.ts'

export interface DemoDeps {
  dataDir: string
  auth: AuthService
  projects: ProjectService
  records: RecordService
  members: MemberService
}

/** What a newcomer needs to see co-editing within a minute. */
export interface Demo {
  emails: [string, string]
  password: string
  projectId: string
}

/** Two accounts and a project with a model and rows; made once, found again by its file in the data folder. */
export async function seedDemo({ dataDir, auth, projects, members, records }: DemoDeps): Promise<Demo> {
  const file = join(dataDir, 'demo.json')
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Demo
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
  const password = `demo-${randomBytes(6).toString('base64url')}`
  const emails: Demo['emails'] = ['mara@demo.example', 'tomas@demo.example']
  const mara = await auth.register({ name: 'Mara Lindqvist', email: emails[0], password })
  await auth.register({ name: 'Tomás Ruiz', email: emails[1], password })
  const actor: UserActor = {
    kind: 'user',
    userId: mara.user.id,
    sessionId: 'demo',
    name: mara.user.name,
    email: mara.user.email,
    role: mara.user.role,
  }
  const project = await projects.create(actor, { name: 'Brightwater orders', template: 'orders' })
  await members.add(actor, project.id, { email: emails[1], role: 'editor' })
  const place = await records.locate(actor, project.id, 'draft')
  await records.create(await records.target(place, 'orders', 'create'), demoOrders(), null)
  const demo: Demo = { emails, password, projectId: project.id }
  await writeFile(file, JSON.stringify(demo, null, 2), { mode: 0o600 })
  return demo
}

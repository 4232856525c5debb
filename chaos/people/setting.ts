import './browser.ts'
import { setTimeout as sleep } from 'node:timers/promises'

import { insertNodes } from '@axiom/shared/document/operations/insertNodes'

import { openProjectSession, type ProjectSession } from '../../editor/src/document/projectSession.ts'
import { Account } from './api.ts'
import type { Place } from './messages.ts'

const ACCOUNTS = 4
const SHELVES = 6
/** So many people share a project. */
const TOGETHER = 4
const PATIENCE_MS = 30_000

export interface Setting {
  owner: Account
  projectIds: readonly string[]
  places: readonly Place[]
}

/** Accounts, projects with some containers, and a place for everybody. */
export async function prepareSetting(url: string, editors: number): Promise<Setting> {
  const accounts = Array.from({ length: ACCOUNTS }, (_, i) => new Account(url, `person${i}@example.com`))
  const [owner, ...others] = accounts
  if (owner === undefined) throw new Error('nobody is there')
  // The first account administers.
  await owner.register()
  await Promise.all(others.map((account) => account.register()))
  const count = Math.max(1, Math.round(editors / TOGETHER))
  const projects = await Promise.all(Array.from({ length: count }, (_, i) => prepareProject(url, { owner, others, i })))
  const places = Array.from({ length: editors }, (_, i): Place => {
    const { projectId, shelves } = projects[i % count] ?? { projectId: '', shelves: [] }
    const round = Math.floor(i / count)
    return {
      name: `e${i + 1}`,
      projectId,
      shelves,
      email: accounts[i % ACCOUNTS]?.email ?? '',
      // The first two by the way that nginx means for them, the others anywhere.
      affinity: round < 2 ? projectId : `somewhere${i}`,
    }
  })
  return { owner, projectIds: projects.map(({ projectId }) => projectId), places }
}

async function prepareProject(
  url: string,
  { owner, others, i }: { owner: Account; others: readonly Account[]; i: number },
): Promise<{ projectId: string; shelves: readonly string[] }> {
  const made = await owner.call<{ id: string }>('POST', '/api/projects', { name: `Project ${i}`, template: 'blank' })
  for (const { email } of others)
    await owner.call('POST', `/api/projects/${made.id}/members`, { email, role: 'editor' })
  const session = openAs(owner, { url, projectId: made.id })
  await saved(session)
  const [screen = ''] = session.doc.roots.screens.keys()
  const nodes = Array.from({ length: SHELVES }, () => ({ type: 'container', texts: { label: '' } }))
  const shelves = insertNodes(session.doc, { parentId: screen, nodes }, session.origin)
  await saved(session)
  await session.close()
  return { projectId: made.id, shelves }
}

/** Somebody with an empty page, at any address: nginx or one process. */
export function openAs(account: Account, { url, projectId }: { url: string; projectId: string }): ProjectSession {
  return openProjectSession({
    projectId,
    user: { id: account.email, name: account.email },
    url: `${url.replace(/^http/, 'ws')}/collaboration?project=${projectId}`,
    getToken: account.getToken,
    openSocket: (address) => new WebSocket(address),
  })
}

export async function saved(session: ProjectSession): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS
  while (!session.loaded() || session.status.get().kind !== 'saved') {
    if (Date.now() > deadline) throw new Error(`a newcomer does not get in: ${JSON.stringify(session.status.get())}`)
    await sleep(20)
  }
}

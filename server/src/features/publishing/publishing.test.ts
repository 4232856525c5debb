import type { Project } from '@axiom/shared/contracts/projects'
import type { PublishCheck, Release } from '@axiom/shared/contracts/publishing'
import type { Version } from '@axiom/shared/contracts/versions'
import { setMeta } from '@axiom/shared/document/operations/setMeta'
import { trashScreen } from '@axiom/shared/document/operations/trashScreen'
import { createDocumentStore } from '@axiom/shared/document/store'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createTestServer, type Client, type TestServer } from '../../../test/createTestServer.ts'

let server: TestServer
let owner: Client
let guest: Client

beforeAll(async () => {
  server = await createTestServer()
  owner = await server.register('Owner')
  guest = await server.register('Guest')
})
afterAll(() => server.close())

async function newProject(name: string, template = 'orders'): Promise<Project> {
  return (await owner.call<Project>('POST', '/api/projects', { name, template })).body
}

const publish = async ({ id }: Project, body: object = {}): Promise<Release> =>
  (await owner.call<Release>('POST', `/api/projects/${id}/publish`, body)).body
const releasesOf = async ({ id }: Project): Promise<Release[]> =>
  (await owner.call<{ data: Release[] }>('GET', `/api/projects/${id}/releases`)).body.data
const activate = ({ id }: Project, releaseId: string) =>
  owner.call<Release>('POST', `/api/projects/${id}/releases/${releaseId}/activate`)
const rename = ({ id }: Project, name: string) => server.edit(id, (doc, origin) => setMeta(doc, { name }, origin))

/** What visitors get. */
async function visited({ slug }: Project, etag?: string): Promise<{ status: number; name: unknown; etag: string }> {
  const headers = etag === undefined ? {} : { 'if-none-match': etag }
  const answer = await server.app(slug, '/app.json', { headers })
  const { name } = answer.status === 200 ? (JSON.parse(answer.text) as { name: unknown }) : { name: null }
  return { status: answer.status, name, etag: String(answer.headers['etag']) }
}

describe('publishing', () => {
  it('freezes what is published: later edits are not seen until the next publish', async () => {
    const project = await newProject('Frozen')
    expect((await visited(project)).status).toBe(404)
    expect(await publish(project)).toMatchObject({ number: 1, active: true, authorName: 'Owner' })
    await rename(project, 'Thawed')
    expect(await visited(project)).toMatchObject({ status: 200, name: 'Frozen' })
    expect(await publish(project)).toMatchObject({ number: 2, active: true })
    expect(await visited(project)).toMatchObject({ status: 200, name: 'Thawed' })
    expect((await releasesOf(project)).map(({ number, active }) => [number, active])).toEqual([
      [2, true],
      [1, false],
    ])
    const versions = await owner.call<{ data: Version[] }>('GET', `/api/projects/${project.id}/versions`)
    expect(versions.body.data.map(({ reason }) => reason)).toEqual(['publish', 'publish'])
  })

  it('asks who may open the app: warnings are about them, and the choice acts with the release', async () => {
    const project = await newProject('Choosy')
    const check = async (query = ''): Promise<PublishCheck> =>
      (await owner.call<PublishCheck>('GET', `/api/projects/${project.id}/publish/check${query}`)).body
    expect(await check()).toMatchObject({ entrance: 'public' })
    const { entrance, warnings } = await check('?entrance=members')
    expect([entrance, warnings.map(({ operation }) => operation)]).toEqual(['members', ['create']])
    expect((await owner.call('GET', `/api/projects/${project.id}/publish/check?entrance=x`)).status).toBe(400)
    // Looking changes nothing.
    expect(await check()).toMatchObject({ entrance: 'public' })
    await publish(project, { entrance: 'members' })
    const shut = JSON.parse((await server.app(project.slug, '/app.json')).text) as {
      entrance: string
      nodes: unknown[]
    }
    expect(shut).toMatchObject({ entrance: 'members', nodes: [] })
    await publish(project)
    expect(await check()).toMatchObject({ entrance: 'members' })
  })

  it('rolls back, visitors and open editors hear of it, and a known release is not sent twice', async () => {
    const project = await newProject('Rollback')
    const first = await publish(project)
    await rename(project, 'Broken')
    await publish(project)
    const broken = await visited(project)
    expect((await visited(project, broken.etag)).status).toBe(304)
    expect((await activate(project, first.id)).body).toMatchObject({ id: first.id, number: 1, active: true })
    const back = await visited(project, broken.etag)
    expect(back).toMatchObject({ status: 200, name: 'Rollback' })
    expect(await server.edit(project.id, (doc) => doc.roots.meta.get('release'))).toBe(first.id)
  })

  it('the description of the API has the version of the release that answers', async () => {
    const project = await newProject('Versioned')
    const version = async (env = ''): Promise<unknown> => {
      const { body } = await owner.call<{ info: { version: string } }>(
        'GET',
        `/api/dynamic/${project.id}/openapi.json${env}`,
      )
      return body.info.version
    }
    expect(await version()).toBe('0.0.0-draft')
    const first = await publish(project)
    await publish(project)
    expect([await version(), await version('?env=draft')]).toEqual(['2.0.0', '2.0.0-draft'])
    await activate(project, first.id)
    expect(await version()).toBe('1.0.0')
  })

  it('changes nothing for a release that is none, or of another project', async () => {
    const [project, other] = [await newProject('Mine'), await newProject('Other')]
    const [, foreign] = [await publish(project), await publish(other)]
    expect((await activate(project, foreign.id)).status).toBe(404)
    expect((await activate(project, 'nothing')).status).toBe(404)
    expect((await visited(project)).name).toBe('Mine')
    expect((await visited(other)).name).toBe('Other')
  })

  it('refuses a project without a screen, and says what to do', async () => {
    const project = await newProject('Empty', 'blank')
    await server.edit(project.id, (doc, origin) => {
      const store = createDocumentStore(doc)
      for (const { id } of store.getScreens()) trashScreen(doc, { id }, origin)
      store.dispose()
    })
    const { status, body } = await owner.call('POST', `/api/projects/${project.id}/publish`, {})
    expect([status, body['title']]).toEqual([400, 'There is no screen to publish. Add one first.'])
    expect(await releasesOf(project)).toEqual([])
  })

  it('copies the draft’s rows at the first publish only, and only when asked', async () => {
    const project = await newProject('Rows')
    const rows = (env: string) => owner.call<{ data: unknown[] }>('GET', `/api/dynamic/${project.id}/orders?env=${env}`)
    const add = (customer: string) =>
      owner.call('POST', `/api/dynamic/${project.id}/orders?env=draft`, { customer, product: 'Box', quantity: 1 })
    await add('Ada')
    const check = await owner.call<PublishCheck>('GET', `/api/projects/${project.id}/publish/check`)
    expect(check.body).toMatchObject({ firstPublish: true, draftRows: 1 })
    await publish(project, { copyDraftRows: true })
    expect((await rows('live')).body.data).toHaveLength(1)
    await add('Grace')
    await publish(project, { copyDraftRows: true })
    expect((await rows('live')).body.data).toHaveLength(1)
    expect((await rows('draft')).body.data).toHaveLength(2)
  })

  it('lets viewers read, editors publish, strangers nothing', async () => {
    const project = await newProject('Rights')
    const { id: releaseId } = await publish(project)
    const base = `/api/projects/${project.id}`
    const asked = (): Promise<number[]> =>
      Promise.all(
        [
          guest.call('GET', `${base}/releases`),
          guest.call('GET', `${base}/publish/check`),
          guest.call('POST', `${base}/publish`, {}),
          guest.call('POST', `${base}/releases/${releaseId}/activate`),
        ].map(async (answer) => (await answer).status),
      )
    expect(await asked()).toEqual([404, 404, 404, 404])
    await owner.call('POST', `${base}/members`, { email: guest.session.user.email, role: 'commenter' })
    expect(await asked()).toEqual([200, 403, 403, 403])
    await owner.call('PUT', `${base}/members/${guest.session.user.id}`, { role: 'editor' })
    expect(await asked()).toEqual([200, 200, 201, 200])
  })
})

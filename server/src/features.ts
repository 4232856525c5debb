import { SCHEMA_VERSION } from '@axiom/shared/document/schema'

import { followEdits } from './afterEdit.ts'
import { createAi } from './features/ai/index.ts'
import { createApiKeys } from './features/api-keys/index.ts'
import { createAppUsers } from './features/app-users/index.ts'
import { createArchives } from './features/archives/index.ts'
import type { Actor } from './features/auth/index.ts'
import { createDataSources } from './features/data-sources/index.ts'
import { createDomains } from './features/domains/index.ts'
import { createFiles, type Files } from './features/files/index.ts'
import { createHealth, warnOfCollections } from './features/health/index.ts'
import { createHistory } from './features/history/index.ts'
import { createMembers } from './features/members/index.ts'
import { createOpenApi } from './features/openapi/index.ts'
import { createProjects } from './features/projects/index.ts'
import { createProofs } from './features/proofs/index.ts'
import { createProposals } from './features/proposals/index.ts'
import { createPublishing, findAppOf } from './features/publishing/index.ts'
import { adoptRows, createRecords, type Others } from './features/records/index.ts'
import { createSubmissions } from './features/submissions/index.ts'
import { createVersions } from './features/versions/index.ts'
import { createFoundation, type Foundation, type FoundationDeps } from './foundation.ts'
import type { Context } from './platform/http/types.ts'
import { createReactors } from './reactors.ts'
import { readVersion } from './version.ts'

export interface FeatureDeps extends FoundationDeps {
  isReady: () => boolean
}

/** All features, each with what it needs of the others. */
export async function createFeatures(deps: FeatureDeps) {
  const foundation = await createFoundation(deps, (projectId, saveSnapshot) =>
    tenancy.versions.service.saveForMigration(projectId, saveSnapshot),
  )
  const tenancy = await createTenancy(deps, foundation)
  const startFlow: Others['startFlow'] = (...asked) => reactors.flows.start(...asked)
  const content = await createContent(deps, { ...foundation, ...tenancy, startFlow })
  await adoptRows({ ...deps, documents: foundation.collaboration.documents, projects: foundation.store.listAll })
  const reactors = await createReactors(deps, { ...foundation, ...content })
  return {
    ...foundation,
    ...tenancy,
    ...content,
    ...reactors,
    ...createOperations(deps, { ...foundation, ...content }),
  }
}

export type Features = Awaited<ReturnType<typeof createFeatures>>

/** Projects, who works on them, and their versions, which follow each edit. */
async function createTenancy(
  { db, jobs, resolveTxt, log, metrics, now, addresses, languageModel }: FoundationDeps,
  { keys, store, access, auth, collaboration, tell, events, purges }: Foundation,
) {
  const { mount, service: users } = auth
  const { documents } = collaboration
  const projects = createProjects({ mount, store, access, documents, users, now, appUrl: addresses.appUrl })
  const members = await createMembers({
    db,
    mount,
    members: store,
    access,
    users,
    projects: projects.service,
    purges,
    now,
    onRightsChanged: tell.rightsChanged,
  })
  const onRevoked = (sessionId: string): void => tell.sessionEnded({ sessionId })
  const apiKeys = createApiKeys({ mount, store: keys, access, documents, purges, now, onRevoked })
  const versions = await createVersions({ db, mount, access, documents, events, purges, now })
  const history = createHistory({ mount, access, documents, users, versions: versions.service, now })
  const proposals = await createProposals({ db, mount, access, documents, purges, now })
  const ai = await createAi({ db, mount, access, users, documents, metrics, now, languageModel })
  const { appsDomain, publicOrigin } = addresses
  const publicHost = publicOrigin === null ? null : new URL(publicOrigin).hostname
  const domains = await createDomains({ db, mount, access, jobs, purges, resolveTxt, now, appsDomain, publicHost })
  followEdits({ documents, users, projects: projects.service, versions: versions.service, log })
  return { projects, members, apiKeys, versions, proposals, ai, history, domains }
}

/** What visitors of apps and callers of the generated API get. */
async function createContent(
  deps: FoundationDeps,
  {
    access,
    auth,
    collaboration,
    expressions,
    tell,
    events,
    purges,
    projects,
    versions,
    domains,
    startFlow,
  }: Foundation & Awaited<ReturnType<typeof createTenancy>> & Pick<Others, 'startFlow'>,
) {
  const { db, bus, cache, jobs, limits, log, mailer, now, addresses, dataDir, sealer, outbound } = deps
  const { mount } = auth
  const { documents } = collaboration
  const common = { db, mount, access, documents, events, purges, now }
  const publishing = await createPublishing({
    ...common,
    projects: projects.service,
    records: () => records.service,
    appUrl: addresses.appUrl,
    appUsers: () => appUsers,
    saveVersion: versions.service.saveForPublish,
  })
  const { activeRelease } = publishing.service
  const files = await createFiles({
    ...deps,
    ...common,
    settings: deps.files,
    activeApp: async (projectId) => (await activeRelease(projectId))?.app ?? null,
    gates: {
      field: (actor, place) => records.service.fileTarget(actor, place),
      form: (actor, place) => submissions.fileTarget(actor, place),
    },
  })
  const appUsers = await createAppUsers({ ...deps, ...common, users: auth.service, domains, ...addresses })
  const readActor = (ctx: Context): Promise<Actor> => (findAppOf(ctx) ? appUsers : auth).readActor(ctx)
  const proofs = await createProofs({ db, secret: deps.secret, now })
  const records = await createRecords({
    ...common,
    proofs,
    log,
    jobs,
    bus,
    cache,
    limits,
    readActor,
    activeRelease,
    expressions,
    others: () => ({ runQuery: dataSources.queries.runFor, startFlow }),
    people: (ids) => auth.service.listUsers(ids),
    appUsers,
    onSessionEnded: tell.onSessionEnded,
    files: files.held,
  })
  const submissions = await createSubmissions({
    ...common,
    proofs,
    jobs,
    mailer,
    publishing: publishing.service,
    appUrl: addresses.appUrl,
    files: files.held,
  })
  const outside = { cache, dataDir, sealer, policy: outbound, activeRelease, records: records.service, expressions }
  const dataSources = await createDataSources({ ...common, ...outside })
  const archives = createArchives({
    ...common,
    projects: projects.service,
    records: records.service,
    files: files.archive,
    sources: dataSources.archive,
  })
  return { publishing, files, appUsers, records, submissions, dataSources, archives }
}

/** What operators and developers ask of the server itself. */
function createOperations(
  { db, metrics, isReady, now }: FeatureDeps,
  { auth, collaboration, store, files }: Foundation & { files: Files },
) {
  const axiom = readVersion()
  const health = createHealth(auth.mount, {
    dependencies: { store: () => db.ping(), updateLog: () => collaboration.ping(), files: () => files.ping() },
    warnings: warnOfCollections(store.listPlacements, now),
    versions: { axiom, node: process.versions.node, documentSchema: SCHEMA_VERSION },
    metrics,
    isReady,
  })
  return { health, openApi: createOpenApi(auth.mount, axiom) }
}

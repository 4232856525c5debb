import { join } from 'node:path'

import type Router from '@koa/router'
import type Koa from 'koa'

import type { Features } from './features.ts'
import { appOfHost, appRoutes, leadFromOldSlugs } from './features/publishing/index.ts'
import { createKoa, type KoaOptions } from './platform/http/koaApp.ts'
import { mountRouters } from './platform/http/mountRouters.ts'
import { staticFiles } from './platform/http/staticFiles.ts'
import type { RequestState } from './platform/http/types.ts'

export type SiteOptions = Omit<KoaOptions, 'frameAncestors'>

const BUILD = join(import.meta.dirname, '../../editor/dist')

/** Routes of the editor's origin, in the order in which they are asked; those of the table in `contracts/api.ts`. */
export function editorRoutes(features: Features): Router<RequestState>[] {
  const {
    openApi,
    auth,
    members,
    apiKeys,
    versions,
    proposals,
    ai,
    publishing,
    domains,
    visits,
    appUsers,
    submissions,
    mails,
    jobs,
    files,
    dataSources,
    webhooks,
    flows,
    records,
    projects,
    archives,
    history,
  } = features
  return [
    openApi.routes,
    auth.routes,
    members.routes,
    apiKeys.routes,
    versions.routes,
    history.routes,
    proposals.routes,
    ai.routes,
    publishing.routes,
    domains.routes,
    visits.routes,
    ...appUsers.routes,
    submissions.publicRoutes,
    submissions.routes,
    mails.routes,
    jobs.routes,
    files.routes,
    files.recordRoutes,
    dataSources.routes,
    dataSources.queryRoutes,
    webhooks.routes,
    ...flows.routes,
    records.routes,
    records.modelRoutes,
    records.apiRoutes,
    archives.routes,
    projects.routes,
  ]
}

/** The editor and the API. */
export function createEditorSite(features: Features, options: SiteOptions): Koa<RequestState> {
  const site = createKoa({ ...options, frameAncestors: "'none'" })
  // Health before authentication: a probe has no account, and a wrong token is none of its business.
  mountRouters(site, [features.health.routes])
  site.use(features.auth.authenticate)
  site.use(leadFromOldSlugs(features.access))
  site.use(features.records.customEndpoints)
  mountRouters(site, editorRoutes(features))
  site.use(staticFiles({ directory: BUILD, page: 'index.html' }))
  return site
}

/** The published apps, each on a host below `domain`. */
export function createAppsSite(
  features: Features,
  { domain, ...options }: SiteOptions & { domain: string },
): Koa<RequestState> {
  const { access, publishing, domains, visits, appUsers, submissions, files, records, dataSources } = features
  const { visitorOf, settingsOf, missingOf, frameOriginsOf } = appUsers
  const visitors = { visitorOf, settingsOf, missingOf, frameOriginsOf }
  const apps = { access, publishing: publishing.service, domain, projectOf: domains.projectOf, ...visitors }
  // Apps have origins of their own: their addresses are those that visitors ask for.
  const site = createKoa({ ...options, publicOrigin: null, frameAncestors: "'none'" })
  site.use(appOfHost(apps))
  site.use(appUsers.identify)
  site.use(appUsers.guardEntrance)
  site.use(records.customEndpoints)
  mountRouters(site, [
    appRoutes(apps),
    ...appUsers.visitorRoutes,
    visits.visitorRoutes,
    submissions.publicRoutes,
    files.recordRoutes,
    dataSources.queryRoutes,
    records.routes,
  ])
  site.use(staticFiles({ directory: BUILD, page: 'runtime.html' }))
  return site
}

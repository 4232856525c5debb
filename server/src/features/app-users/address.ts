import { AppError } from '@axiom/shared/errors'

import type { ProjectAccess, ResolvedProject } from '../projects/index.ts'

export interface AppAddressDeps {
  access: ProjectAccess
  appUrl: (slug: string) => string
  domainUrl: (host: string) => string
  /** Domains that a project has proved to be its own, and could still prove when they were last looked at. */
  domains: { provedBy: (projectId: string) => Promise<string[]> }
}

/** Where links into an app lead, without a slash at the end. */
export type AppAddressOf = (projectId: string, usedHost: string | null) => Promise<{ name: string; url: string }>

/**
 * To the address that somebody used, if it is one of the app's; else to the first domain that its project has proved, else to that of its
 * slug. A host is only what a request says: it counts as far as it is this project's, and never with a port that came along. Where the
 * proof is gone an app is served for some days more, but no secret is sent: the domain may be somebody else's by now.
 */
export function createAppAddress({ access, appUrl, domainUrl, domains }: AppAddressDeps): AppAddressOf {
  async function urlOf({ id, slug }: ResolvedProject, usedHost: string | null): Promise<string> {
    const [own, used] = [appUrl(slug), usedHost?.toLowerCase() ?? null]
    if (used === new URL(own).hostname) return own
    const proved = await domains.provedBy(id)
    const host = proved.find((one) => one === used) ?? proved[0]
    return host === undefined ? own : domainUrl(host)
  }

  return async (projectId, usedHost) => {
    const project = await access.resolve(projectId)
    if (!project) throw new AppError('not_found')
    return { name: project.name, url: await urlOf(project, usedHost) }
  }
}

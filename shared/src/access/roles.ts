/** Roles of a project's members, weakest first. */
export const ROLES = ['viewer', 'commenter', 'editor', 'owner'] as const
export type Role = (typeof ROLES)[number]

/** What somebody may do in a project, and the weakest role that may. Server decides with it, the editor greys out with it. */
export const ABILITIES = {
  'project.read': 'viewer',
  'document.write': 'editor',
  'project.update': 'editor',
  'project.delete': 'owner',
  'project.export': 'owner',
  'members.list': 'viewer',
  'members.manage': 'owner',
  'shareLinks.manage': 'owner',
  'versions.list': 'viewer',
  'versions.create': 'editor',
  'versions.restore': 'editor',
  'proposals.list': 'viewer',
  'proposals.create': 'commenter',
  'proposals.decide': 'editor',
  'publishing.publish': 'editor',
  'publishing.read': 'viewer',
  'apiKeys.manage': 'owner',
  'dataSources.manage': 'editor',
  'files.list': 'viewer',
  'files.write': 'editor',
  'appUsers.list': 'editor',
  'appUsers.manage': 'editor',
  'submissions.list': 'editor',
  'submissions.mark': 'editor',
  'submissions.delete': 'editor',
  'mails.list': 'owner',
  'jobs.manage': 'owner',
  'ai.usage': 'owner',
  'webhooks.manage': 'editor',
  'flows.run': 'editor',
  'flows.secrets': 'editor',
} as const satisfies Record<string, Role>

export type Ability = keyof typeof ABILITIES

/** True when `role` is at least `needed`; nobody (null) has no rights. */
export function hasRole(role: Role | null, needed: Role): boolean {
  return role !== null && ROLES.indexOf(role) >= ROLES.indexOf(needed)
}

/** True when a member with `role` has `ability`. */
export function can(role: Role | null, ability: Ability): boolean {
  return hasRole(role, ABILITIES[ability])
}

/** Every ability of a role, as sent to clients with a project. */
export function abilitiesOf(role: Role | null): Ability[] {
  return (Object.keys(ABILITIES) as Ability[]).filter((ability) => can(role, ability))
}

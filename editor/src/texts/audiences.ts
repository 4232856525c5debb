import { AUDIENCES } from '@axiom/shared/access/audience'
import type { Audience } from '@axiom/shared/document/views'

import { t } from './t.ts'

export interface AudienceChoice {
  value: Audience
  label: string
}

/** Whom a rule can name: the fixed audiences with the app's own roles among them. What is set already is always there. */
export function audienceChoices(roles: readonly string[], current: Audience): AudienceChoice[] {
  const named = roles.map((role): Audience => `app:${role}`)
  const all = AUDIENCES.flatMap((audience) => (audience === 'own' ? [...named, audience] : [audience]))
  return (all.includes(current) ? all : [...all, current]).map((value) => ({ value, label: audienceLabel(value) }))
}

/** Whom a screen can be shown to. */
export function guardChoices(roles: readonly string[], current: Audience): AudienceChoice[] {
  const all = audienceChoices(roles, current)
  return all.filter(({ value }) => value === current || (value !== 'own' && value !== 'signedIn'))
}

/** Whom a field can be shown to or written by: `own` is about records. */
export function fieldAudienceChoices(roles: readonly string[], current: Audience | null): AudienceChoice[] {
  return audienceChoices(roles, current ?? 'public').filter(({ value }) => value !== 'own')
}

export function audienceLabel(audience: Audience): string {
  const fixed = AUDIENCES.find((each) => each === audience)
  return fixed === undefined || isRole(fixed)
    ? t('audience.role', { role: audience.slice('app:'.length) })
    : t(`audience.${fixed}`)
}

function isRole(audience: Audience): audience is `app:${string}` {
  return audience.startsWith('app:')
}

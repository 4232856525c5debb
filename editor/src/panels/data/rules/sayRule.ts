import { isBound } from '@axiom/shared/access/audience'
import type { Audience, ModelView, RecordOperation } from '@axiom/shared/document/views'

import { audienceLabel } from '../../../texts/audiences.ts'
import { t } from '../../../texts/t.ts'

/** “App users, where the customer is … . Members … are not bound by it.” `audience`: the model's, or that of a field. */
export function sayRule(
  { id, rules }: ModelView,
  operation: RecordOperation,
  audience: Audience,
): (what: string) => string {
  const bindsMembers = isBound({ id, rules: { ...rules, [operation]: audience } }, operation, {
    signedIn: true,
    role: 'editor',
  })
  return (what) => {
    const said = t(audience === 'own' ? 'rules.readingOwn' : 'rules.reading', { who: audienceLabel(audience), what })
    return `${said} ${t(bindsMembers ? 'rules.owners' : 'rules.members')}`
  }
}

import type { Environment } from '@axiom/shared/contracts/publishing'
import type { RuleReach, TriedAs, TryRule } from '@axiom/shared/contracts/rules'
import { keepPreviousData, useQuery } from '@tanstack/react-query'

import { api } from '../../../api/client.ts'
import { useProjectSession } from '../../../document/hooks.ts'
import { t } from '../../../texts/t.ts'

/** In whose place rules are tried, on whose rows. */
export interface Tried {
  as: TriedAs
  env: Environment
}

/** How many rows a rule leaves, in words; null while nobody asks, and for a condition that is not one yet. */
export function useRuleReach(
  modelId: string,
  rule: Pick<TryRule, 'operation' | 'audience' | 'condition'>,
  tried: Tried | null,
): string | null {
  const { projectId } = useProjectSession()
  const path = `/api/projects/${projectId}/models/${modelId}/try-rule`
  const body = tried && { ...rule, ...tried }
  const { data, isError } = useQuery({
    queryKey: [path, body],
    queryFn: () => api.post<RuleReach>(path, body),
    // Of a new record there is none to count yet.
    enabled: body !== null && rule.operation !== 'create',
    placeholderData: keepPreviousData,
    retry: false,
  })
  return body && data && !isError ? t('rules.reach', { count: data.count, total: data.total }) : null
}

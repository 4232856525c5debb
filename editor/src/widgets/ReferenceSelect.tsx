import type { ModelView } from '@axiom/shared/document/views'
import { titleFieldOf } from '@axiom/shared/model/relations'
import { type ReactNode, useState } from 'react'

import { r } from '../texts/r.ts'
import { Combo, type Choice, type ComboProps } from './Combo.tsx'
import { titleOf } from './references.ts'
import { useOffered } from './useOffered.ts'

const OFFERED = 20
const NO_TITLES: Readonly<Record<string, string>> = {}

/** Records of another model to choose from, found by typing. */
export function ReferenceSelect({ target, ...props }: ComboProps & { target: ModelView }): ReactNode {
  const { host } = props
  const [typed, setTyped] = useState<string | null>(null)
  const offered = useOffered(typed, async (search, signal): Promise<Choice[]> => {
    const sort = titleFieldOf(target)?.name ?? ''
    const page = await host.list({ collection: target.name, limit: OFFERED, cursor: null, sort, search }, signal)
    return page.rows.map((row) => ({ id: String(row['id']), title: titleOf(target, row) }))
  })
  return (
    <Combo
      {...props}
      offered={offered.choices}
      titles={NO_TITLES}
      none={offered.problem ?? r('input.noneFound')}
      typed={typed}
      onType={setTyped}
    />
  )
}

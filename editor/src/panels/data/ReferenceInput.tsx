import type { FieldView } from '@axiom/shared/document/views'
import type { Json } from '@axiom/shared/json'
import { isMany } from '@axiom/shared/model/relations'
import { MultiSelect, Select, type SelectProps } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState, type ReactNode } from 'react'

import { t } from '../../texts/t.ts'
import { useEnvironment } from './useEnvironment.ts'
import { idsIn, useChoices, useTitles, type Choice } from './useTitles.ts'

interface Props {
  field: FieldView
  value: Json
  error: string | null
  onChange: (value: Json) => void
}

const PAUSE_MS = 200

/** Records or people to choose, found by what is typed. */
export function ReferenceInput({ field, value, error, onChange }: Props): ReactNode {
  const { env } = useEnvironment()
  const [search, setSearch] = useState('')
  const [asked] = useDebouncedValue(search, PAUSE_MS)
  const chosen = idsIn(value)
  const titles = useTitles([{ field, ids: chosen }], env)
  // A chosen title in the box is no search.
  const isTitle = [...titles.values()].includes(asked)
  const { choices, isPending } = useChoices(field, isTitle ? '' : asked, env)
  const shared = {
    label: field.label,
    required: field.constraints.required === true,
    error,
    searchable: true,
    data: withChosen(choices, chosen, titles),
    // The server has searched already, in all text fields.
    ...(field.type === 'relation' ? { filter: all } : {}),
    onSearchChange: setSearch,
    nothingFoundMessage: isPending ? '…' : t('data.noneFound'),
  }
  if (isMany(field)) return <MultiSelect<string> {...shared} value={chosen} onChange={onChange} hidePickedOptions />
  return <Select<string> {...shared} value={chosen[0] ?? null} onChange={onChange} clearable />
}

const all = ({ options }: { options: Options }): Options => options

type Options = Parameters<NonNullable<SelectProps<string>['filter']>>[0]['options']

/** What is chosen is always offered, or the control would forget it. */
function withChosen(
  choices: readonly Choice[],
  chosen: readonly string[],
  titles: ReadonlyMap<string, string>,
): Choice[] {
  const missing = chosen.filter((id) => !choices.some(({ value }) => value === id))
  return [...choices, ...missing.map((id) => ({ value: id, label: titles.get(id) ?? id }))]
}

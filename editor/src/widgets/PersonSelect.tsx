import { isObject } from '@axiom/shared/json'
import { type ReactNode, useEffect, useState } from 'react'

import { r } from '../texts/r.ts'
import { Combo, type Choice, type ComboProps } from './Combo.tsx'
import { idsIn } from './references.ts'
import { useScope } from './scope.ts'
import { useOffered } from './useOffered.ts'
import { isEdit } from './WidgetProps.ts'

/** As many as the server wants letters. */
const LETTERS = 2

/** People to choose from: oneself, and whom one may find by name. */
export function PersonSelect(props: ComboProps): ReactNode {
  const { host, mode, input } = props
  const [typed, setTyped] = useState<string | null>(null)
  const me = useMe(props)
  const found = useOffered(typed, async (search, signal): Promise<Choice[]> => {
    // Who is nobody is told so at once.
    if (me !== null && search.trim().length < LETTERS) return []
    return (await host.people({ search }, signal)).map(({ id, name }) => ({ id, title: name }))
  })
  const isMe = me !== null && fits(me.title, typed ?? '')
  const offered = [...(isMe ? [me] : []), ...found.choices.filter(({ id }) => id !== me?.id)]
  const titles = useNames(props, isEdit(mode) ? [] : idsIn(input.value), me)
  const isAsked = typed !== null && typed.trim().length >= LETTERS
  const none = found.problem ?? (isAsked ? r('input.nobodyFound') : r('input.typeName'))
  return <Combo {...props} offered={offered} titles={titles} none={none} typed={typed} onType={setTyped} />
}

/** Who is signed in at the app. */
function useMe({ host }: ComboProps): Choice | null {
  const { currentUser } = useScope(host, true)
  if (!isObject(currentUser) || typeof currentUser['id'] !== 'string') return null
  return { id: currentUser['id'], title: r('input.me', { name: String(currentUser['name']) }) }
}

/** Names of those who stand there already. */
function useNames({ host }: ComboProps, ids: readonly string[], me: Choice | null): Readonly<Record<string, string>> {
  const [names, setNames] = useState<Record<string, string>>({})
  const unknown = ids.filter((id) => id !== me?.id).join(',')
  useEffect(() => {
    if (unknown === '') return
    const abort = new AbortController()
    const read = async (): Promise<void> => {
      const people = await host.people({ ids: unknown.split(',') }, abort.signal)
      if (!abort.signal.aborted) setNames(Object.fromEntries(people.map(({ id, name }) => [id, name])))
    }
    // Names are an extra: without them the value is still right.
    read().catch(() => undefined)
    return () => abort.abort()
  }, [host, unknown])
  // Who may not be known is no row of signs either.
  const hidden = Object.fromEntries(ids.map((id) => [id, '…']))
  return { ...hidden, ...names, ...(me === null ? {} : { [me.id]: me.title }) }
}

/** Whether each word of a text begins a word of the title. */
function fits(title: string, typed: string): boolean {
  const words = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? []
  return words(typed).every((word) => words(title).some((one) => one.startsWith(word)))
}

import type { ModelView } from '@axiom/shared/document/views'
import type { Json } from '@axiom/shared/json'
import { titleFieldOf } from '@axiom/shared/model/relations'
import { type KeyboardEvent, type ReactNode, useEffect, useEffectEvent, useState } from 'react'

import { r } from '../texts/r.ts'
import { Field } from './Field.tsx'
import { text } from './props.ts'
import { idsIn, titleOf } from './references.ts'
import type { InputState } from './useInput.ts'
import { isEdit, type WidgetProps } from './WidgetProps.ts'

interface Props extends WidgetProps {
  input: InputState
  target: ModelView
  onPick: (value: Json) => void
}

interface Choice {
  id: string
  title: string
}

const OFFERED = 20
const PAUSE_MS = 200

/** Records of another model to choose from, found by typing: a combobox as screen readers know it. */
export function ReferenceSelect(props: Props): ReactNode {
  const { node, mode, input, target, host, onPick } = props
  const many = input.rules.kind === 'choices'
  const chosen = idsIn(input.value)
  const [typed, setTyped] = useState<string | null>(null)
  const [at, setAt] = useState(0)
  const [titles, setTitles] = useState<Record<string, string>>({})
  const isOpen = typed !== null
  const offered = useOffered({ host, target, search: typed })
  const choices = offered.filter(({ id }) => !many || !chosen.includes(id))
  const pick = ({ id, title }: Choice): void => {
    setTitles((known) => ({ ...known, [id]: title }))
    onPick(many ? [...chosen, id] : id)
    setTyped(null)
  }
  const handleKey = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0) {
      event.preventDefault()
      if (isOpen) setAt((old) => (old + step + choices.length) % Math.max(choices.length, 1))
      else setTyped('')
    } else if (event.key === 'Escape' && isOpen) setTyped(null)
    else if (event.key === 'Enter' && isOpen) {
      // The first Enter chooses, the next one sends the form.
      event.preventDefault()
      const choice = choices[at]
      if (choice) pick(choice)
    }
  }
  const listId = `${input.id}-list`
  const one = many
    ? ''
    : (titles[chosen[0] ?? ''] ?? offered.find(({ id }) => id === chosen[0])?.title ?? chosen[0] ?? '')
  const control = (
    <div className="aw-combo" onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setTyped(null)}>
      {many && <Chosen ids={chosen} titles={titles} onRemove={(id) => onPick(chosen.filter((each) => each !== id))} />}
      <input
        {...input.aria}
        className="aw-control"
        role="combobox"
        aria-expanded={isOpen}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && choices[at] ? `${listId}-${at}` : undefined}
        autoComplete="off"
        required={input.aria.required && chosen.length === 0}
        tabIndex={isEdit(mode) ? -1 : 0}
        readOnly={isEdit(mode)}
        placeholder={text(node, 'placeholder') || r('input.choose')}
        value={typed ?? one}
        onFocus={(event) => event.currentTarget.select()}
        onClick={() => !isEdit(mode) && setTyped((old) => old ?? '')}
        onChange={(event) => {
          setTyped(event.target.value)
          setAt(0)
          if (!many && event.target.value === '') onPick(null)
        }}
        onKeyDown={handleKey}
      />
      <ul id={listId} role="listbox" aria-label={input.label} className="aw-combo-list" hidden={!isOpen}>
        {choices.map((choice, i) => (
          <li
            key={choice.id}
            id={`${listId}-${i}`}
            role="option"
            aria-selected={i === at}
            onMouseDown={(event) => {
              event.preventDefault()
              pick(choice)
            }}
          >
            {choice.title}
          </li>
        ))}
        {choices.length === 0 && <li className="aw-none">{r('input.noneFound')}</li>}
      </ul>
    </div>
  )
  return <Field {...props} control={control} />
}

interface ChosenProps {
  ids: readonly string[]
  titles: Readonly<Record<string, string>>
  onRemove: (id: string) => void
}

function Chosen({ ids, titles, onRemove }: ChosenProps): ReactNode {
  return (
    <span className="aw-badges">
      {ids.map((id) => (
        <button
          key={id}
          type="button"
          className="aw-badge aw-combo-chosen"
          aria-label={r('input.remove', { name: titles[id] ?? id })}
          onClick={() => onRemove(id)}
        >
          {titles[id] ?? id} <span aria-hidden="true">×</span>
        </button>
      ))}
    </span>
  )
}

/** What fits the words; nothing is asked while the list is closed. */
function useOffered({ host, target, search }: Pick<Props, 'host' | 'target'> & { search: string | null }): Choice[] {
  const [offered, setOffered] = useState<Choice[]>([])
  const read = useEffectEvent(async (words: string, signal: AbortSignal): Promise<void> => {
    const sort = titleFieldOf(target)?.name ?? ''
    const query = { collection: target.name, limit: OFFERED, cursor: null, sort, search: words }
    const page = await host.list(query, signal).catch(() => null)
    if (!signal.aborted)
      setOffered((page?.rows ?? []).map((row) => ({ id: String(row['id']), title: titleOf(target, row) })))
  })
  useEffect(() => {
    if (search === null) return
    const abort = new AbortController()
    const timer = setTimeout(() => void read(search, abort.signal), search === '' ? 0 : PAUSE_MS)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [search])
  return offered
}

import type { Json } from '@axiom/shared/json'
import { type KeyboardEvent, type ReactNode, useState } from 'react'

import { r } from '../texts/r.ts'
import { Field } from './Field.tsx'
import { text } from './props.ts'
import { idsIn } from './references.ts'
import type { InputState } from './useInput.ts'
import { isEdit, type WidgetProps } from './WidgetProps.ts'

/** What a value can be, by its id. */
export interface Choice {
  id: string
  title: string
}

export interface ComboProps extends WidgetProps {
  input: InputState
  onPick: (value: Json) => void
}

interface Props extends ComboProps {
  /** What fits what was typed. */
  offered: readonly Choice[]
  /** Titles of what is chosen, as far as they are known. */
  titles: Readonly<Record<string, string>>
  /** What is said where nothing is offered. */
  none: string
  /** Null: the list is closed. */
  typed: string | null
  onType: (typed: string | null) => void
}

/** Chooses by typing from what is too much for a list: a combobox as screen readers know it. */
export function Combo(props: Props): ReactNode {
  const { node, mode, input, offered, none, typed, onType, onPick } = props
  const many = input.rules.kind === 'choices'
  const chosen = idsIn(input.value)
  const [at, setAt] = useState(0)
  const [picked, setPicked] = useState<Record<string, string>>({})
  const titles = { ...props.titles, ...picked }
  const isOpen = typed !== null
  const choices = offered.filter(({ id }) => !many || !chosen.includes(id))
  const pick = ({ id, title }: Choice): void => {
    setPicked((known) => ({ ...known, [id]: title }))
    onPick(many ? [...chosen, id] : id)
    onType(null)
  }
  const handleKey = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0) {
      event.preventDefault()
      if (isOpen) setAt((old) => (old + step + choices.length) % Math.max(choices.length, 1))
      else onType('')
    } else if (event.key === 'Escape' && isOpen) onType(null)
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
    <div className="aw-combo" onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && onType(null)}>
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
        onClick={() => !isEdit(mode) && !isOpen && onType('')}
        onChange={(event) => {
          onType(event.target.value)
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
        {choices.length === 0 && <li className="aw-none">{none}</li>}
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

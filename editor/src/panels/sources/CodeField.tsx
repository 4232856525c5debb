import type { QueryView } from '@axiom/shared/document/views'
import { findPlaceholders } from '@axiom/shared/queries/placeholders'
import { useImperativeHandle, useRef, type ReactNode, type Ref } from 'react'

import { useCoTyping, useUndoKeys } from '../../session/useCoTyping.ts'
import { t } from '../../texts/t.ts'

export interface CodeHandle {
  /** Writes at the caret. */
  insert: (text: string) => void
}

interface Props {
  ref?: Ref<CodeHandle>
  query: QueryView
  name: 'request' | 'transform'
  label: string
  rows: number
  disabled: boolean
}

/** A text of the query that several may type in at once, with its placeholders marked behind the letters. */
export function CodeField({ ref, query, name, label, rows, disabled }: Props): ReactNode {
  const text = query[name]
  const back = useRef<HTMLPreElement>(null)
  const { field, ...typing } = useCoTyping<HTMLTextAreaElement>({
    ids: [query.id],
    root: 'queries',
    name,
    text,
    label: () => t('query.type', { name: query.name }),
  })
  const onUndoKeys = useUndoKeys()
  useImperativeHandle(ref, () => ({
    insert(inserted) {
      const area = field.current
      if (!area) return
      area.setRangeText(inserted, area.selectionStart, area.selectionEnd, 'end')
      area.focus()
      typing.onInput()
    },
  }))
  return (
    <div className="ax-code">
      <pre ref={back} aria-hidden="true">
        {marked(text)}
        {'\n'}
      </pre>
      <textarea
        ref={field}
        aria-label={label}
        defaultValue={text}
        rows={rows}
        readOnly={disabled}
        spellCheck={false}
        autoCapitalize="off"
        autoCorrect="off"
        onKeyDown={onUndoKeys}
        onScroll={(event) => back.current?.scrollTo(event.currentTarget.scrollLeft, event.currentTarget.scrollTop)}
        {...typing}
      />
    </div>
  )
}

/** The text in pieces: what stands between placeholders, and these. */
function marked(text: string): ReactNode[] {
  const pieces: ReactNode[] = []
  let at = 0
  for (const { from, to } of findPlaceholders(text)) {
    pieces.push(text.slice(at, from), <mark key={from}>{text.slice(from, to)}</mark>)
    at = to
  }
  return [...pieces, text.slice(at)]
}

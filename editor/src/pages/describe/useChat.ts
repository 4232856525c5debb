import type { AiChatInput } from '@axiom/shared/contracts/ai'
import { useEffect, useRef, useState } from 'react'

import { ApiError } from '../../api/client.ts'
import { askAssistant } from '../../api/suggestions.ts'
import { t } from '../../texts/t.ts'

type Message = AiChatInput['messages'][number]

interface Talk {
  messages: readonly Message[]
  isBusy: boolean
  problem: string | null
}

const NOTHING: Talk = { messages: [], isBusy: false, problem: null }
/** What the server takes of a conversation. */
const MOST = { messages: 39, characters: 4_000 } as const

/** A conversation about a project, for as long as its editor is open. */
export function useChat(projectId: string) {
  const [talk, setTalk] = useState(NOTHING)
  const running = useRef<AbortController | null>(null)
  useEffect(() => () => running.current?.abort(), [])

  async function answer(messages: readonly Message[]): Promise<void> {
    const own = new AbortController()
    running.current = own
    let content = ''
    const said = (): Message[] => (content === '' ? [] : [{ role: 'assistant', content }])
    const onText = (piece: string): void => {
      content += piece
      setTalk({ messages: [...messages, ...said()], isBusy: true, problem: null })
    }
    setTalk({ messages, isBusy: true, problem: null })
    try {
      await askAssistant({ projectId, messages: asSent(messages) }, { signal: own.signal, onText })
      setTalk({ messages: [...messages, ...said()], isBusy: false, problem: null })
    } catch (error) {
      // What was said before it was stopped stays.
      const problem = own.signal.aborted ? null : problemOf(error)
      setTalk({ messages: [...messages, ...said()], isBusy: false, problem })
    }
  }

  return {
    ...talk,
    ask: (question: string) => void answer([...talk.messages, { role: 'user', content: question }]),
    /** The last question once more. */
    again: () => void answer(talk.messages.slice(0, talk.messages.findLastIndex(({ role }) => role === 'user') + 1)),
    stop: () => running.current?.abort(),
    clear: () => setTalk(NOTHING),
  }
}

export type ChatState = ReturnType<typeof useChat>

function asSent(messages: readonly Message[]): Message[] {
  return messages
    .slice(-MOST.messages)
    .map(({ role, content }) => ({ role, content: content.slice(0, MOST.characters) }))
}

function problemOf(error: unknown): string {
  if (!(error instanceof ApiError)) throw error
  return error.code === 'offline' ? t('ask.offline') : error.message
}

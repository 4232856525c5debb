import { Button, Group, Textarea } from '@mantine/core'
import { IconPlayerStop, IconSend, IconSparkles } from '@tabler/icons-react'
import { useEffect, useRef, useState, type FormEvent, type KeyboardEvent, type ReactNode } from 'react'

import { useEngine } from '../../session/useEngine.ts'
import { t } from '../../texts/t.ts'
import { Examples } from './DescribeForm.tsx'
import type { ChatState } from './useChat.ts'

interface Props {
  chat: ChatState
  /** Goes on with these words as the description of a change. */
  onPropose: (words: string) => void
}

/** Questions about the project, for a language model; without one it says so. */
export function AskTab(props: Props): ReactNode {
  const engine = useEngine()
  if (engine === undefined) return <div className="ax-skeleton" style={{ height: 96 }} role="status" />
  if (engine === null) return <p className="ax-note">{t('ask.noModel')}</p>
  return <Conversation {...props} engine={engine} />
}

function Conversation({ chat, engine, onPropose }: Props & { engine: string }): ReactNode {
  const { messages, isBusy, problem } = chat
  const log = useRef<HTMLDivElement>(null)
  useEffect(() => {
    log.current?.scrollTo({ top: log.current.scrollHeight })
  }, [messages, problem])
  return (
    <div className="ax-describe">
      <p className="ax-muted">{t('ask.lead')}</p>
      <div ref={log} className="ax-ask-log" role="log" aria-label={t('ask.log')} aria-busy={isBusy} tabIndex={0}>
        {messages.map(({ role, content }, i) => (
          <Said key={i} role={role} content={content}>
            {role === 'assistant' && !(isBusy && i === messages.length - 1) && (
              <Button
                size="compact-xs"
                variant="default"
                leftSection={<IconSparkles size={12} stroke={1.8} />}
                onClick={() => onPropose(`${messages[i - 1]?.content ?? ''}\n\n${content}`)}
              >
                {t('ask.propose')}
              </Button>
            )}
          </Said>
        ))}
        {isBusy && messages.at(-1)?.role === 'user' && <p className="ax-meta">{t('ask.thinking', { engine })}</p>}
        {problem !== null && (
          <div role="alert" className="ax-note" data-tone="danger">
            <div>
              {problem}
              <Group mt={8}>
                <Button size="compact-xs" variant="default" onClick={chat.again}>
                  {t('ask.again')}
                </Button>
              </Group>
            </div>
          </div>
        )}
      </div>
      <Question key={messages.length === 0 ? 'first' : 'next'} chat={chat} engine={engine} />
    </div>
  )
}

function Said({ role, content, children }: { role: string; content: string; children: ReactNode }): ReactNode {
  return (
    <div className="ax-ask-said" data-role={role}>
      <span className="ax-hidden">{t(role === 'user' ? 'ask.you' : 'ask.it')}</span>
      <p>{content}</p>
      {children}
    </div>
  )
}

/** Enter sends, as where people write to one another. */
function Question({ chat, engine }: { chat: ChatState; engine: string }): ReactNode {
  const [words, setWords] = useState('')
  const { messages, isBusy } = chat
  const isEmpty = words.trim() === ''
  const submit = (event?: FormEvent): void => {
    event?.preventDefault()
    if (isEmpty || isBusy) return
    chat.ask(words.trim())
    setWords('')
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    submit()
  }
  return (
    <form className="ax-describe" onSubmit={submit}>
      {messages.length === 0 && (
        <Examples examples={[t('ask.example.have'), t('ask.example.miss'), t('ask.example.how')]} onPick={setWords} />
      )}
      <Textarea
        label={t('ask.label')}
        placeholder={t('ask.placeholder')}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        maxLength={4_000}
        autosize
        minRows={1}
        maxRows={6}
        data-autofocus
      />
      <Group justify="space-between" gap="sm">
        <span className="ax-meta">{t('assist.by', { engine })}</span>
        <Group gap="sm">
          {messages.length > 0 && !isBusy && (
            <Button variant="subtle" onClick={chat.clear}>
              {t('ask.clear')}
            </Button>
          )}
          {isBusy ? (
            <Button variant="default" leftSection={<IconPlayerStop size={14} stroke={1.8} />} onClick={chat.stop}>
              {t('ask.stop')}
            </Button>
          ) : (
            <Button type="submit" disabled={isEmpty} leftSection={<IconSend size={14} stroke={1.8} />}>
              {t('ask.go')}
            </Button>
          )}
        </Group>
      </Group>
    </form>
  )
}

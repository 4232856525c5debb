import { Button, Group, Progress, Textarea } from '@mantine/core'
import { IconSparkles } from '@tabler/icons-react'
import { useId, useState, type FormEvent, type KeyboardEvent, type ReactNode } from 'react'

import { t } from '../../texts/t.ts'
import { useDescribe, type Describe } from './useDescribe.ts'
import type { DescribeWords } from './words.ts'

import './describe.css'

export interface DescribeFormProps {
  /** What the field says at first. */
  begun?: string
  onClose: () => void
  words: DescribeWords
  describe: Describe
}

/** What somebody needs, in words of their own: examples to begin with, what is going on, and what to do when it fails. */
export function DescribeForm({ begun = '', words, describe, onClose }: DescribeFormProps): ReactNode {
  const [brief, setBrief] = useState(begun)
  const { isBusy, characters, problem, start, cancel } = useDescribe(describe)
  const isEmpty = brief.trim() === ''
  const submit = (event?: FormEvent): void => {
    event?.preventDefault()
    if (!isEmpty && !isBusy) start(brief.trim())
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit()
  }
  return (
    <form className="ax-describe" onSubmit={submit}>
      <p className="ax-muted">{words.lead}</p>
      <Textarea
        label={words.label}
        placeholder={words.placeholder}
        value={brief}
        onChange={(event) => setBrief(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        readOnly={isBusy}
        maxLength={4_000}
        autosize
        minRows={3}
        maxRows={10}
        data-autofocus
        error={problem}
      />
      {isBusy ? <Working characters={characters} /> : <Examples examples={words.examples} onPick={setBrief} />}
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={isBusy ? cancel : onClose}>
          {t('common.cancel')}
        </Button>
        <Button type="submit" disabled={isEmpty || isBusy} leftSection={<IconSparkles size={14} stroke={1.8} />}>
          {t('describe.go')}
        </Button>
      </Group>
    </form>
  )
}

function Working({ characters }: { characters: number }): ReactNode {
  return (
    <div className="ax-describe-working" role="status">
      <Progress value={100} animated size="sm" aria-hidden="true" />
      <span className="ax-meta">
        {characters > 0 ? t('describe.writing', { count: characters }) : t('describe.working')}
      </span>
    </div>
  )
}

export function Examples({
  examples,
  onPick,
}: {
  examples: readonly string[]
  onPick: (example: string) => void
}): ReactNode {
  const id = useId()
  return (
    <div className="ax-describe-examples" role="group" aria-labelledby={id}>
      <span id={id} className="ax-meta">
        {t('describe.examples')}
      </span>
      {examples.map((example) => (
        <button key={example} type="button" onClick={() => onPick(example)}>
          {example}
        </button>
      ))}
    </div>
  )
}

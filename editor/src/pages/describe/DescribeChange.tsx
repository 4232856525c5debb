import { Modal } from '@mantine/core'
import type { ReactNode } from 'react'

import { suggestIn } from '../../api/suggestions.ts'
import { useModels, useProjectSession } from '../../document/hooks.ts'
import { usePropose } from '../../session/usePropose.ts'
import { t } from '../../texts/t.ts'
import { Segments } from '../../ui/Segments.tsx'
import { AskTab } from './AskTab.tsx'
import { DescribeForm } from './DescribeForm.tsx'
import { useChat } from './useChat.ts'
import type { Describe } from './useDescribe.ts'
import { wordsForChange, wordsForNew } from './words.ts'

/** What somebody wants to do in words, and what they have typed elsewhere already. */
export interface InWords {
  tab: 'describe' | 'ask'
  begun: string
}

interface Props {
  /** Null: closed. */
  open: InWords | null
  setOpen: (open: InWords | null) => void
}

/** In the editor: what the project should have, as a suggestion that opens beside the canvas, or a question about it. */
export function DescribeChange({ open, setOpen }: Props): ReactNode {
  const { projectId } = useProjectSession()
  const propose = usePropose()
  const chat = useChat(projectId)
  const [model] = useModels()
  const close = (): void => setOpen(null)
  const describe: Describe = async (brief, waiting) => {
    await propose(await suggestIn(projectId, brief, waiting))
    close()
  }
  const words = model ? wordsForChange(model.label.toLowerCase()) : wordsForNew()
  const begun = open?.begun ?? ''
  const isAsking = open?.tab === 'ask'
  return (
    <Modal opened={open !== null} onClose={close} title={isAsking ? t('ask.title') : words.title} size={560}>
      <div className="ax-describe">
        <Segments
          label={t('ask.tabs')}
          value={open?.tab ?? null}
          onChange={(tab) => setOpen({ tab, begun })}
          segments={TABS.map((value) => ({ value, label: t(`ask.tab.${value}`), shown: t(`ask.tab.${value}`) }))}
        />
        {/* What was typed stays while one looks at the other. */}
        <div hidden={isAsking}>
          <DescribeForm key={begun} begun={begun} words={words} onClose={close} describe={describe} />
        </div>
        {isAsking && (
          <AskTab chat={chat} onPropose={(said) => setOpen({ tab: 'describe', begun: said.slice(0, MOST) })} />
        )}
      </div>
    </Modal>
  )
}

const TABS = ['describe', 'ask'] as const
/** Characters of a description. */
const MOST = 4_000

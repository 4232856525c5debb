import type { FlowView } from '@axiom/shared/flows/flow'
import { isObject, type Json } from '@axiom/shared/json'
import { Button, Popover, Textarea } from '@mantine/core'
import { IconPlayerPlay } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'

import { useModels } from '../../document/hooks.ts'
import { useEditorState } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'
import { useFlowState } from './flowState.ts'
import { sampleOf } from './sampleOf.ts'
import { useRunning } from './useFlowRuns.ts'

/** Tries the flow out with sample data, and shows the run. */
export function TestForm({ flow }: { flow: FlowView }): ReactNode {
  const isReadOnly = useEditorState((state) => state.readOnly)
  const models = useModels()
  const { test } = useRunning(flow.id)
  const [isOpen, setOpen] = useState(false)
  const [draft, setDraft] = useState<string | null>(null)
  const text = draft ?? JSON.stringify(sampleOf(flow.trigger, models), null, 2)
  const data = parse(text)
  const run = async (): Promise<void> => {
    if (data === null) return
    const started = await test.mutateAsync(data)
    setOpen(false)
    useFlowState.setState({ tab: 'runs', runId: started.id })
  }
  return (
    <Popover opened={isOpen} onChange={setOpen} position="top-end" width={360} trapFocus returnFocus withinPortal>
      <Popover.Target>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlayerPlay size={14} />}
          disabled={isReadOnly}
          onClick={() => setOpen(!isOpen)}
        >
          {t('flows.test')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          className="ax-flow-test"
          onSubmit={(event) => {
            event.preventDefault()
            // What went wrong is shown below.
            run().catch(() => undefined)
          }}
        >
          <p>{t('flows.testHint')}</p>
          <Textarea
            label={t('flows.sample')}
            value={text}
            rows={8}
            spellCheck={false}
            error={data === null ? t('flows.sampleWrong') : test.error?.message}
            onChange={(event) => setDraft(event.currentTarget.value)}
          />
          <Button type="submit" size="xs" loading={test.isPending} disabled={data === null}>
            {t('flows.test')}
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}

function parse(text: string): Record<string, Json> | null {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? (value as Record<string, Json>) : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

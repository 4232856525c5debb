import { Button } from '@mantine/core'
import { IconSparkles } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { useAction } from '../../actions/ActionsProvider.tsx'
import { useChildren, useModels } from '../../document/hooks.ts'
import { useEditorState } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'

import './describe.css'

/** A project with nothing in it: the quickest way to something. */
export function DescribeHint(): ReactNode {
  const describe = useAction('describe')
  const screenId = useEditorState((state) => state.screenId)
  const isComparing = useEditorState((state) => state.comparison !== null)
  const isEmpty = useModels().length === 0
  const hasNodes = useChildren(screenId ?? '').length > 0
  if (!describe.isEnabled || isComparing || !isEmpty || hasNodes) return null
  return (
    <div className="ax-describe-hint">
      <Button leftSection={<IconSparkles size={14} stroke={1.8} />} onClick={describe.run}>
        {t('describe.title')}
      </Button>
    </div>
  )
}

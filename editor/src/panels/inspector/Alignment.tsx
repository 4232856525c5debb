import {
  IconLayoutAlignBottom,
  IconLayoutAlignCenter,
  IconLayoutAlignLeft,
  IconLayoutAlignMiddle,
  IconLayoutAlignRight,
  IconLayoutAlignTop,
  IconLayoutDistributeHorizontal,
  IconLayoutDistributeVertical,
  type Icon,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { useActionContext } from '../../actions/ActionsProvider.tsx'
import { getAction } from '../../actions/registry.ts'
import { showShortcut } from '../../actions/shortcuts.ts'
import { IconButton } from '../../ui/IconButton.tsx'

const VERBS: readonly [string, Icon][] = [
  ['align.left', IconLayoutAlignLeft],
  ['align.centre', IconLayoutAlignCenter],
  ['align.right', IconLayoutAlignRight],
  ['align.top', IconLayoutAlignTop],
  ['align.middle', IconLayoutAlignMiddle],
  ['align.bottom', IconLayoutAlignBottom],
  ['distribute.x', IconLayoutDistributeVertical],
  ['distribute.y', IconLayoutDistributeHorizontal],
]

/** Lines several widgets up with each other. */
export function Alignment(): ReactNode {
  const context = useActionContext()
  return (
    <div className="ax-align">
      {VERBS.map(([id, Shown]) => {
        const action = getAction(id)
        return (
          <IconButton
            key={id}
            label={action.label}
            keys={action.shortcut && showShortcut(action.shortcut)}
            disabled={!action.isEnabled(context)}
            onClick={() => action.run(context)}
          >
            <Shown size={16} stroke={1.6} />
          </IconButton>
        )
      })}
    </div>
  )
}

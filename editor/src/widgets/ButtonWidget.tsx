import { type ReactNode, useState } from 'react'

import { useForm } from './formContext.ts'
import { flag, text } from './props.ts'
import { useLocalScope } from './scope.ts'
import { isEdit, type WidgetProps } from './WidgetProps.ts'

/** Runs its actions; inside a form it may send or clear it first. A second click waits until the first one is done. */
export function ButtonWidget({ node, root, mode, host }: WidgetProps): ReactNode {
  const form = useForm()
  const local = useLocalScope()
  const [isBusy, setBusy] = useState(false)
  const actions = node.events['click']
  const hasActions = Array.isArray(actions) && actions.length > 0
  const press = async (): Promise<void> => {
    if (isBusy) return
    const wish = text(node, 'action')
    // A button in a form that does nothing else sends it, as people expect.
    if (wish === 'submit' || (wish !== 'reset' && !hasActions)) form?.submit()
    if (wish === 'reset') form?.reset()
    if (!hasActions) return
    setBusy(true)
    await host.run(actions, local)
    setBusy(false)
  }
  return (
    <button
      {...root}
      type="button"
      className={`aw-button is-${text(node, 'variant', 'filled')}`}
      tabIndex={isEdit(mode) ? -1 : 0}
      disabled={!isEdit(mode) && flag(node, 'disabled')}
      // Not `disabled`: the focus would be lost.
      aria-disabled={isBusy || undefined}
      onClick={isEdit(mode) ? undefined : () => void press()}
    >
      <span data-text="label">{node.texts['label']}</span>
    </button>
  )
}

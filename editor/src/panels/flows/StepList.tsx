import { addStep } from '@axiom/shared/document/operations/addStep'
import { moveStep } from '@axiom/shared/document/operations/moveStep'
import { trashStep } from '@axiom/shared/document/operations/trashStep'
import { ELSE } from '@axiom/shared/document/parseFlows'
import { STEP_KINDS, type FlowStep, type FlowView, type StepKind } from '@axiom/shared/flows/flow'
import { Button, Menu } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconPlus, IconTrash } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { useEdit } from '../../document/hooks.ts'
import { useEditorState } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { StepForm } from './StepForm.tsx'

interface Props {
  flow: FlowView
  /** The flow, or a branch of a condition. */
  parentId: string
  steps: readonly FlowStep[]
  /** Words for the branch. */
  branch?: string
}

/** Steps from top to bottom; a condition holds two such lists. */
export function StepList({ flow, parentId, steps, branch }: Props): ReactNode {
  return (
    <div className="ax-flow-branch" role="group" aria-label={branch ?? t('flows.steps')}>
      {branch !== undefined && <h4>{branch}</h4>}
      {steps.length === 0 && branch === undefined && <p className="ax-meta">{t('step.none')}</p>}
      <ol>
        {steps.map((step, i) => (
          <StepCard key={step.id} flow={flow} parentId={parentId} siblings={steps} at={i} step={step} />
        ))}
      </ol>
      <AddStep flow={flow} parentId={parentId} branch={branch} />
    </div>
  )
}

interface CardProps {
  flow: FlowView
  parentId: string
  siblings: readonly FlowStep[]
  at: number
  step: FlowStep
}

function StepCard({ flow, parentId, siblings, at, step }: CardProps): ReactNode {
  const isReadOnly = useEditorState((state) => state.readOnly)
  const edit = useEdit()
  const { id, kind } = step
  const name = step.name || t(`step.${kind}`)
  const move = (beforeId: string | null): void =>
    edit(t('step.move', { name }), (doc, origin) => moveStep(doc, { id, parentId, beforeId }, origin))
  return (
    <li className="ax-flow-card" aria-label={t('step.actions', { name })}>
      <header>
        <span className="ax-badge">{t(`step.${kind}`)}</span>
        <span className="ax-grow ax-cut">{step.name}</span>
        <code className="ax-meta">{t('step.readAs', { key: step.key })}</code>
        {!isReadOnly && (
          <span className="ax-flow-tools">
            <IconButton
              label={t('common.moveUp')}
              size="xs"
              disabled={at === 0}
              onClick={() => move(siblings[at - 1]?.id ?? null)}
            >
              <IconArrowUp size={14} />
            </IconButton>
            <IconButton
              label={t('common.moveDown')}
              size="xs"
              disabled={at === siblings.length - 1}
              onClick={() => move(siblings[at + 2]?.id ?? null)}
            >
              <IconArrowDown size={14} />
            </IconButton>
            <IconButton
              label={t('step.delete', { name })}
              size="xs"
              onClick={() => edit(t('step.delete', { name }), (doc, origin) => trashStep(doc, { id }, origin))}
            >
              <IconTrash size={14} />
            </IconButton>
          </span>
        )}
      </header>
      <StepForm step={step} />
      {kind === 'condition' && (
        <div className="ax-flow-branches">
          <StepList flow={flow} parentId={id} steps={step.then} branch={t('step.then')} />
          <StepList flow={flow} parentId={id + ELSE} steps={step.otherwise} branch={t('step.otherwise')} />
        </div>
      )}
    </li>
  )
}

function AddStep({
  flow,
  parentId,
  branch,
}: Pick<Props, 'flow' | 'parentId'> & { branch: string | undefined }): ReactNode {
  const isReadOnly = useEditorState((state) => state.readOnly)
  const edit = useEdit()
  const add = (kind: StepKind): void =>
    edit(t('step.add'), (doc, origin) => addStep(doc, { flowId: flow.id, parentId, kind }, origin))
  if (isReadOnly) return null
  return (
    <Menu position="bottom-start" width={200} returnFocus withinPortal>
      <Menu.Target>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} />}
          aria-label={branch === undefined ? t('step.add') : t('step.addTo', { branch })}
        >
          {t('step.add')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {STEP_KINDS.map((kind) => (
          <Menu.Item key={kind} onClick={() => add(kind)}>
            {t(`step.${kind}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

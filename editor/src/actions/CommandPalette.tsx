import { findWidget } from '@axiom/shared/widgets/registry'
import { Button } from '@mantine/core'
import { createSpotlight, Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight'
import {
  IconAppWindow,
  IconArrowsMove,
  IconEye,
  IconLayoutAlignLeft,
  IconLayoutSidebar,
  IconPencil,
  IconPointer,
  IconSearch,
  IconSparkles,
  type Icon,
} from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'

import { type TextKey, t } from '../texts/t.ts'
import { NamedIcon } from '../ui/NamedIcon.tsx'
import type { Action, ActionContext, ActionGroup } from './action.ts'

import './palette.css'
import { ACTIONS } from './registry.ts'
import { showShortcut } from './shortcuts.ts'

const [store, palette] = createSpotlight()

export const openPalette = (): void => palette.open()

const GROUPS: readonly ActionGroup[] = ['edit', 'insert', 'select', 'arrange', 'move', 'view', 'panel', 'project']

/** Every verb by name (`mod+K`), with its keys: what cannot be done now is not offered. */
export function CommandPalette({ context }: { context: ActionContext }): ReactNode {
  const [enabled, setEnabled] = useState<readonly Action[]>([])
  const [query, setQuery] = useState('')
  const open = (): void => {
    // Asked when it opens: what is possible depends on the moment.
    setEnabled(ACTIONS.filter((action) => action.isEnabled(context)))
    // It clears itself only once it has faded out; who works by keyboard is back before that.
    setQuery('')
  }
  return (
    <Spotlight
      store={store}
      actions={grouped(enabled, context)}
      query={query}
      onQueryChange={setQuery}
      onSpotlightOpen={open}
      shortcut={null}
      nothingFound={<NothingFound query={query} describe={context.callbacks.describe} />}
      searchProps={{
        placeholder: t('palette.placeholder'),
        'aria-label': t('action.palette'),
        leftSection: <IconSearch size={18} stroke={1.6} aria-hidden="true" />,
      }}
      attributes={{ content: { 'aria-label': t('action.palette') } }}
      scrollable
      maxHeight={420}
      size={600}
      yOffset={76}
      overlayProps={{ color: 'var(--ax-scrim)', backgroundOpacity: 1 }}
      transitionProps={{ duration: 140 }}
      classNames={{ actionsGroup: 'ax-palette-group', action: 'ax-palette-action', search: 'ax-palette-search' }}
    />
  )
}

/** Words that name no verb may say what should change. */
function NothingFound({
  query,
  describe,
}: {
  query: string
  describe: ((begun: string) => void) | undefined
}): ReactNode {
  if (!describe) return t('palette.nothing')
  const open = (): void => {
    palette.close()
    describe(query)
  }
  return (
    <>
      <p>{t('palette.nothing')}</p>
      <Button size="sm" variant="default" mt="sm" leftSection={<IconSparkles size={14} stroke={1.8} />} onClick={open}>
        {t('palette.describe')}
      </Button>
    </>
  )
}

const ICONS: Readonly<Record<Exclude<ActionGroup, 'insert'>, Icon>> = {
  edit: IconPencil,
  select: IconPointer,
  move: IconArrowsMove,
  arrange: IconLayoutAlignLeft,
  view: IconEye,
  panel: IconLayoutSidebar,
  project: IconAppWindow,
}

/** What is inserted by its own icon, everything else by what it is about. */
function ActionIcon({ action: { id, group } }: { action: Action }): ReactNode {
  if (group === 'insert') return <NamedIcon name={findWidget(id.replace(/^insert\./, ''))?.icon} size={16} />
  const Shown = ICONS[group]
  return <Shown size={16} stroke={1.6} aria-hidden="true" />
}

function grouped(actions: readonly Action[], context: ActionContext): SpotlightActionGroupData[] {
  return GROUPS.map((group) => ({
    group: t(`group.${group}` satisfies TextKey),
    actions: actions
      .filter((action) => action.group === group)
      .map((action) => {
        const detail = action.detail?.(context)
        return {
          id: action.id,
          leftSection: <ActionIcon action={action} />,
          label: detail ? `${action.label}: ${detail}` : action.label,
          onClick: () => action.run(context),
          rightSection: action.shortcut && <kbd className="ax-palette-keys">{showShortcut(action.shortcut)}</kbd>,
        }
      }),
  })).filter(({ actions: found }) => found.length > 0)
}

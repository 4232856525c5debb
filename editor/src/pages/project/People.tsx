import { Popover } from '@mantine/core'
import { useState, type ReactNode } from 'react'

import { useSession } from '../../api/session.ts'
import { usePeers, useScreens } from '../../document/hooks.ts'
import { openScreen } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'
import { Avatar } from '../../ui/Avatar.tsx'

const SHOWN = 4

export interface Person {
  id: string
  name: string
  colour: number
  screenId: string | null
}

/** One entry a person, however many tabs they have open. */
export function useOthers(): readonly Person[] {
  const people = new Map<string, Person>()
  for (const { user, screenId } of usePeers()) {
    const known = people.get(user.id)
    people.set(user.id, { ...user, screenId: screenId ?? known?.screenId ?? null })
  }
  return [...people.values()]
}

/** Who else is here; a click shows where they are. Nobody is followed in secret, and nobody is when alone. */
export function People(): ReactNode {
  const others = useOthers()
  const screens = useScreens()
  const { user } = useSession()
  const [opened, setOpened] = useState(false)
  const named = others.filter(({ id }) => id !== user?.id)
  if (others.length === 0) return null
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={260} trapFocus returnFocus>
      <Popover.Target>
        <button
          type="button"
          className="ax-people"
          aria-label={t('people.here', { names: others.map(({ name }) => name).join(', ') })}
          onClick={() => setOpened(!opened)}
        >
          {others.slice(0, SHOWN).map(({ id, name, colour }) => (
            <Avatar key={id} name={name} colour={colour} />
          ))}
          {others.length > SHOWN && <span className="ax-people-more">+{others.length - SHOWN}</span>}
        </button>
      </Popover.Target>
      <Popover.Dropdown p={8}>
        {others.map(({ id, name, colour, screenId }) => {
          const screen = screens.find((each) => each.id === screenId)
          return (
            <button
              key={id}
              type="button"
              className="ax-list-row"
              style={{ height: 40 }}
              disabled={!screen}
              onClick={() => {
                if (screen) openScreen(screen.id)
                setOpened(false)
              }}
            >
              <Avatar name={name} colour={colour} />
              <span className="ax-grow ax-cut">
                {name}
                {!named.some((other) => other.id === id) && <span className="ax-meta"> {t('people.yourTab')}</span>}
              </span>
              <span className="ax-meta">{screen?.name ?? ''}</span>
            </button>
          )
        })}
      </Popover.Dropdown>
    </Popover>
  )
}

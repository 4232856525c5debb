import { Popover, Tooltip } from '@mantine/core'
import { IconChevronDown, IconEye } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'

import { useSession } from '../../api/session.ts'
import { useScreens } from '../../document/hooks.ts'
import { follow, toggleAlone, toggleQuiet, useEditorState } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'
import { Avatar, inkOf } from '../../ui/Avatar.tsx'
import { Switch } from '../../ui/Segments.tsx'
import { type Person, useOthers } from './useOthers.ts'

const SHOWN = 4

/** Who else is here. A click on somebody follows them; the list has everybody, and what one shows oneself. */
export function People(): ReactNode {
  const others = useOthers()
  if (others.length === 0) return null
  return (
    <div
      className="ax-people"
      role="group"
      aria-label={t('people.here', { names: others.map(({ name }) => name).join(', ') })}
      data-keeps-following
    >
      {others.slice(0, SHOWN).map((person) => (
        <Face key={person.id} person={person} />
      ))}
      <PeopleList others={others} />
    </div>
  )
}

function useFollow({ clientId, name, alone }: Person): { on: boolean; label: string; toggle: () => void } {
  const on = useEditorState((state) => state.following === clientId)
  return {
    on,
    label: t(alone ? 'follow.refuses' : on ? 'follow.stop' : 'follow.start', { name }),
    toggle: () => follow(on ? null : clientId),
  }
}

function Face({ person }: { person: Person }): ReactNode {
  const { on, label, toggle } = useFollow(person)
  return (
    <Tooltip label={person.followsMe ? `${label} · ${t('follow.followsYou')}` : label} openDelay={400}>
      <button
        type="button"
        className="ax-face"
        aria-label={label}
        aria-pressed={on}
        aria-disabled={person.alone}
        style={inkOf(person.colour)}
        onClick={() => !person.alone && toggle()}
      >
        <Avatar name={person.name} colour={person.colour} />
        {person.followsMe && (
          <span className="ax-face-eye">
            <IconEye size={10} stroke={2.2} aria-hidden="true" />
          </span>
        )}
      </button>
    </Tooltip>
  )
}

function PeopleList({ others }: { others: readonly Person[] }): ReactNode {
  const [opened, setOpened] = useState(false)
  const quiet = useEditorState((state) => state.quiet)
  const alone = useEditorState((state) => state.alone)
  const more = others.length - SHOWN
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end" width={288} trapFocus returnFocus>
      <Popover.Target>
        <button
          type="button"
          className="ax-people-more"
          aria-label={t('people.list')}
          onClick={() => setOpened(!opened)}
        >
          {more > 0 && `+${more}`}
          <IconChevronDown size={12} stroke={1.8} aria-hidden="true" />
        </button>
      </Popover.Target>
      <Popover.Dropdown p={4} data-keeps-following>
        {others.map((person) => (
          <Row key={person.id} person={person} />
        ))}
        <div className="ax-people-switches">
          <div className="ax-people-switch">
            <span className="ax-grow">
              {t('people.quiet')}
              <span className="ax-meta">{t('people.quietHint')}</span>
            </span>
            <Switch label={t('people.quiet')} checked={quiet} onChange={toggleQuiet} />
          </div>
          <div className="ax-people-switch">
            <span className="ax-grow">
              {t('people.mayFollow')}
              <span className="ax-meta">{t('people.mayFollowHint')}</span>
            </span>
            <Switch label={t('people.mayFollow')} checked={!alone} onChange={toggleAlone} />
          </div>
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}

function Row({ person }: { person: Person }): ReactNode {
  const { name, colour, screenId, followsMe, alone } = person
  const { user } = useSession()
  const screen = useScreens().find(({ id }) => id === screenId)
  const { on, label, toggle } = useFollow(person)
  const where = [
    person.id === user?.id ? t('people.yourTab') : null,
    screen?.name ?? null,
    followsMe ? t('follow.followsYou') : null,
  ]
  return (
    <button
      type="button"
      className="ax-list-row ax-people-row"
      aria-label={label}
      aria-pressed={on}
      disabled={alone}
      onClick={toggle}
    >
      <Avatar name={name} colour={colour} />
      <span className="ax-grow ax-cut">
        <span className="ax-medium">{name}</span>
        <span className="ax-meta ax-cut">{where.filter((part) => part !== null).join(' · ')}</span>
      </span>
      <span className="ax-people-verb">{t(alone ? 'follow.no' : on ? 'follow.on' : 'follow.off')}</span>
    </button>
  )
}

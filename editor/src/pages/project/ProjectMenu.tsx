import type { Project } from '@axiom/shared/contracts/projects'
import { Menu, useMantineColorScheme, type MantineColorScheme } from '@mantine/core'
import {
  IconApi,
  IconChartBar,
  IconDeviceFloppy,
  IconChevronDown,
  IconLayoutGrid,
  IconPencil,
  IconSparkles,
  IconUserPlus,
} from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { useNavigate } from 'react-router'

import { useAction } from '../../actions/ActionsProvider.tsx'
import { useProjectSession } from '../../document/hooks.ts'
import { t } from '../../texts/t.ts'
import { RenameInput } from '../../ui/RenameInput.tsx'
import { useUpdateProject } from '../useProjects.ts'

const SCHEMES = [
  ['light', 'account.light'],
  ['dark', 'account.dark'],
  ['auto', 'account.system'],
] as const

const toScheme = (value: unknown): MantineColorScheme => SCHEMES.find(([scheme]) => scheme === value)?.[0] ?? 'auto'

/** The project's name, and what concerns all of it. */
export function ProjectMenu({ name, project }: { name: string; project: Project | null }): ReactNode {
  const { projectId } = useProjectSession()
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true })
  const [renaming, setRenaming] = useState(false)
  const update = useUpdateProject(projectId)
  const navigate = useNavigate()
  const share = useAction('share')
  const copies = useAction('copies')
  const describe = useAction('describe')
  const ask = useAction('ask')
  const usage = useAction('usage')
  const mayRename = project?.abilities.includes('project.update') ?? false
  if (renaming)
    return (
      <RenameInput
        label={t('projects.rename')}
        value={name}
        onCommit={(next) => update.mutate({ name: next })}
        onEnd={() => setRenaming(false)}
      />
    )
  return (
    <Menu position="bottom-start" width={220} returnFocus>
      <Menu.Target>
        <button type="button" className="ax-crumb">
          <span className="ax-cut">{name}</span>
          <IconChevronDown size={12} stroke={2} aria-hidden="true" />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconLayoutGrid size={14} />} onClick={() => void navigate('/')}>
          {t('common.toProjects')}
        </Menu.Item>
        <Menu.Item leftSection={<IconApi size={14} />} onClick={() => void navigate(`/docs/${projectId}`)}>
          {t('projects.api')}
        </Menu.Item>
        <Menu.Item leftSection={<IconUserPlus size={14} />} disabled={project === null} onClick={share.run}>
          {share.label}
        </Menu.Item>
        <Menu.Item leftSection={<IconDeviceFloppy size={14} />} onClick={copies.run}>
          {copies.label}
        </Menu.Item>
        {[describe, ask].map(
          ({ label, isEnabled, run }) =>
            isEnabled && (
              <Menu.Item key={label} leftSection={<IconSparkles size={14} />} onClick={run}>
                {label}
              </Menu.Item>
            ),
        )}
        {usage.isEnabled && (
          <Menu.Item leftSection={<IconChartBar size={14} />} onClick={usage.run}>
            {usage.label}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconPencil size={14} />} disabled={!mayRename} onClick={() => setRenaming(true)}>
          {t('projects.rename')}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t('account.theme')}</Menu.Label>
        <Menu.RadioGroup value={colorScheme} onChange={(value) => setColorScheme(toScheme(value))}>
          {SCHEMES.map(([value, label]) => (
            <Menu.RadioItem key={value} value={value}>
              {t(label)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  )
}

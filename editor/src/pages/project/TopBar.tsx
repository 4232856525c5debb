import type { Project } from '@axiom/shared/contracts/projects'
import { Button } from '@mantine/core'
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconDeviceDesktop,
  IconDeviceMobile,
  IconPlayerPlay,
  IconUserPlus,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Link } from 'react-router'

import { useAction } from '../../actions/ActionsProvider.tsx'
import { showShortcut } from '../../actions/shortcuts.ts'
import { useUndo } from '../../document/hooks.ts'
import { setBreakpoint, useEditorState } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { Logo } from '../../ui/Logo.tsx'
import { Segments } from '../../ui/Segments.tsx'
import { People } from './People.tsx'
import { ProjectMenu } from './ProjectMenu.tsx'
import { ScreenSwitcher } from './ScreenSwitcher.tsx'
import { ZoomMenu } from './ZoomMenu.tsx'

interface Props {
  name: string
  project: Project | null
}

/** What one is in, how it is looked at, and who else is here. */
export function TopBar({ name, project }: Props): ReactNode {
  const breakpoint = useEditorState((state) => state.breakpoint)
  return (
    <header className="ax-top">
      <div className="ax-top-part">
        <Link to="/" className="ax-top-mark" aria-label={t('common.toProjects')}>
          <Logo size={20} />
        </Link>
        <ProjectMenu name={name} project={project} />
        <span className="ax-top-slash" aria-hidden="true">
          /
        </span>
        <ScreenSwitcher />
        <span className="ax-top-line" />
        <UndoButtons />
      </div>
      <div className="ax-top-part ax-top-middle">
        <Segments
          label={t('top.breakpoint')}
          value={breakpoint}
          onChange={setBreakpoint}
          segments={[
            { value: 'desktop', label: t('top.desktop'), shown: <IconDeviceDesktop size={16} stroke={1.6} /> },
            { value: 'phone', label: t('top.phone'), shown: <IconDeviceMobile size={16} stroke={1.6} /> },
          ]}
        />
        <ZoomMenu />
      </div>
      <div className="ax-top-part ax-top-end">
        <People />
        <ProjectButtons project={project} />
      </div>
    </header>
  )
}

function UndoButtons(): ReactNode {
  const { undoLabel, redoLabel } = useUndo()
  const undo = useAction('undo')
  const redo = useAction('redo')
  const isReadOnly = useEditorState((state) => state.readOnly)
  return (
    <>
      <IconButton
        label={undoLabel === null ? undo.label : t('top.undo', { step: undoLabel })}
        keys={undo.shortcut && showShortcut(undo.shortcut)}
        disabled={undoLabel === null || isReadOnly}
        onClick={undo.run}
      >
        <IconArrowBackUp size={16} stroke={1.6} />
      </IconButton>
      <IconButton
        label={redoLabel === null ? redo.label : t('top.redo', { step: redoLabel })}
        keys={redo.shortcut && showShortcut(redo.shortcut)}
        disabled={redoLabel === null || isReadOnly}
        onClick={redo.run}
      >
        <IconArrowForwardUp size={16} stroke={1.6} />
      </IconButton>
    </>
  )
}

function ProjectButtons({ project }: { project: Project | null }): ReactNode {
  const share = useAction('share')
  const preview = useAction('preview')
  const publish = useAction('publish')
  const mayPublish = project?.abilities.includes('publishing.publish') ?? false
  return (
    <>
      <Button
        className="ax-top-share"
        variant="subtle"
        color="gray"
        size="sm"
        leftSection={<IconUserPlus size={14} stroke={1.8} />}
        disabled={project === null}
        onClick={share.run}
      >
        {share.label}
      </Button>
      <Button
        className="ax-top-preview"
        variant="subtle"
        color="gray"
        size="sm"
        leftSection={<IconPlayerPlay size={14} stroke={1.8} />}
        aria-label={preview.label}
        onClick={preview.run}
      >
        <span>{preview.label}</span>
      </Button>
      <Button size="sm" disabled={!mayPublish} onClick={publish.run}>
        {publish.label}
      </Button>
    </>
  )
}

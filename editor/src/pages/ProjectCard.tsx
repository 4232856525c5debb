import type { Project } from '@axiom/shared/contracts/projects'
import { ActionIcon, Button, Group, Menu, Modal, TextInput } from '@mantine/core'
import { IconApi, IconDots, IconFileExport, IconPencil, IconTrash, IconUsers } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { Link } from 'react-router'

import { formatWhen, t } from '../texts/t.ts'
import { ExportDialog } from './ExportDialog.tsx'
import { ShareDialog } from './ShareDialog.tsx'
import { Thumbnail } from './Thumbnail.tsx'
import { useDeleteProject, useUpdateProject } from './useProjects.ts'

import styles from './dashboard.module.css'

type Dialog = 'share' | 'rename' | 'export' | 'delete' | null

export function ProjectCard({ project }: { project: Project }): ReactNode {
  const [dialog, setDialog] = useState<Dialog>(null)
  const isLive = project.publishedAt !== null
  const close = (): void => setDialog(null)
  return (
    <li className={styles.card}>
      <Link to={`/p/${project.id}`} className={styles.frame} tabIndex={-1} aria-hidden="true">
        <Thumbnail id={project.id} className={styles.thumb} />
      </Link>
      <div className={styles.foot}>
        <div className="ax-grow">
          <Link to={`/p/${project.id}`} className={`${styles.name} ax-cut`}>
            {project.name}
          </Link>
          <span className="ax-meta">{t('projects.edited', { when: formatWhen(project.updatedAt) })}</span>
        </div>
        <span className="ax-badge" data-tone={isLive ? 'success' : undefined}>
          {t(isLive ? 'projects.live' : 'projects.draft')}
        </span>
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon aria-label={t('projects.actions', { name: project.name })}>
              <IconDots size={16} stroke={1.6} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {project.abilities.includes('members.list') && (
              <Menu.Item leftSection={<IconUsers size={14} />} onClick={() => setDialog('share')}>
                {t('projects.share')}
              </Menu.Item>
            )}
            <Menu.Item leftSection={<IconApi size={14} />} component={Link} to={`/docs/${project.id}`}>
              {t('projects.api')}
            </Menu.Item>
            {project.abilities.includes('project.update') && (
              <Menu.Item leftSection={<IconPencil size={14} />} onClick={() => setDialog('rename')}>
                {t('projects.rename')}
              </Menu.Item>
            )}
            {project.abilities.includes('project.export') && (
              <Menu.Item leftSection={<IconFileExport size={14} />} onClick={() => setDialog('export')}>
                {t('projects.export')}
              </Menu.Item>
            )}
            {project.abilities.includes('project.delete') && (
              <Menu.Item data-danger leftSection={<IconTrash size={14} />} onClick={() => setDialog('delete')}>
                {t('projects.delete')}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      </div>
      <ShareDialog project={project} opened={dialog === 'share'} onClose={close} />
      <RenameDialog project={project} opened={dialog === 'rename'} onClose={close} />
      <ExportDialog project={project} opened={dialog === 'export'} onClose={close} />
      <DeleteDialog project={project} opened={dialog === 'delete'} onClose={close} />
    </li>
  )
}

interface DialogProps {
  project: Project
  opened: boolean
  onClose: () => void
}

function RenameDialog({ project, opened, onClose }: DialogProps): ReactNode {
  const [name, setName] = useState(project.name)
  const update = useUpdateProject(project.id)
  return (
    <Modal opened={opened} onClose={onClose} title={t('projects.rename')}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          update.mutate({ name: name.trim() }, { onSuccess: onClose })
        }}
      >
        <TextInput
          label={t('projects.name')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={80}
          data-autofocus
          error={update.error?.message}
        />
        <Group justify="flex-end" gap="sm" mt="lg">
          <Button variant="default" onClick={onClose}>
            {t('common.cancel')}
          </Button>
          <Button type="submit" loading={update.isPending} disabled={name.trim() === ''}>
            {t('projects.rename')}
          </Button>
        </Group>
      </form>
    </Modal>
  )
}

function DeleteDialog({ project, opened, onClose }: DialogProps): ReactNode {
  const remove = useDeleteProject(project.id)
  return (
    <Modal opened={opened} onClose={onClose} title={t('projects.deleteTitle', { name: project.name })}>
      <p className="ax-muted">{t('projects.deleteLead')}</p>
      {remove.error !== null && <p role="alert">{remove.error.message}</p>}
      <Group justify="flex-end" gap="sm" mt="lg">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t('common.cancel')}
        </Button>
        <Button color="red" loading={remove.isPending} onClick={() => remove.mutate(undefined, { onSuccess: onClose })}>
          {t('projects.deleteConfirm')}
        </Button>
      </Group>
    </Modal>
  )
}

import { Button, Group, Modal, SegmentedControl, Stack, TextInput } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { useNavigate } from 'react-router'

import { t } from '../texts/t.ts'
import { useCreateProject } from './useProjects.ts'

interface Props {
  opened: boolean
  onClose: () => void
  /** Who would rather say what it should be. */
  onDescribe: () => void
}

export function NewProjectDialog({ opened, onClose, onDescribe }: Props): ReactNode {
  const [name, setName] = useState('')
  const [template, setTemplate] = useState<'blank' | 'orders'>('blank')
  const create = useCreateProject()
  const navigate = useNavigate()

  const handleCreate = (): void => {
    if (name.trim() === '') return
    create.mutate({ name: name.trim(), template }, { onSuccess: (project) => void navigate(`/p/${project.id}`) })
  }

  return (
    <Modal opened={opened} onClose={onClose} title={t('projects.new')}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          handleCreate()
        }}
      >
        <Stack gap="lg">
          <TextInput
            label={t('projects.name')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={80}
            data-autofocus
            error={create.error?.message}
          />
          <SegmentedControl
            aria-label={t('projects.template')}
            value={template}
            onChange={(value) => setTemplate(value === 'orders' ? 'orders' : 'blank')}
            data={[
              { value: 'blank', label: t('projects.blank') },
              { value: 'orders', label: t('projects.orders') },
            ]}
          />
          <Group justify="flex-end" gap="sm">
            <Button variant="subtle" mr="auto" px="xs" onClick={onDescribe}>
              {t('describe.instead')}
            </Button>
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" loading={create.isPending} disabled={name.trim() === ''}>
              {t('projects.create')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

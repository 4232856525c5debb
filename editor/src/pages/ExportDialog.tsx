import type { Project } from '@axiom/shared/contracts/projects'
import { Button, Checkbox, Group, Modal, NativeSelect, Stack } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'

import { fetchFile } from '../api/fetchFile.ts'
import { t } from '../texts/t.ts'
import { downloadFile } from '../ui/download.ts'

const ROWS = ['none', 'draft', 'live'] as const

/** A project as one file, for another installation or to keep. */
export function ExportDialog({ project, opened, onClose }: Props): ReactNode {
  const [rows, setRows] = useState<(typeof ROWS)[number]>('none')
  const [files, setFiles] = useState(true)
  const isPublished = project.publishedAt !== null
  const download = useMutation({
    mutationFn: async () => {
      const query = new URLSearchParams({ rows, files: String(files) })
      downloadFile(`${project.slug}.axiom`, await fetchFile(`/api/projects/${project.id}/export?${query.toString()}`))
    },
    onSuccess: onClose,
  })
  return (
    <Modal opened={opened} onClose={onClose} title={t('projects.exportTitle', { name: project.name })}>
      <Stack gap="md">
        <p className="ax-muted">{t('projects.exportLead')}</p>
        <NativeSelect
          label={t('projects.exportRows')}
          value={rows}
          data={ROWS.filter((value) => value !== 'live' || isPublished).map((value) => ({
            value,
            label: t(`projects.exportRows.${value}`),
          }))}
          onChange={(event) => setRows(ROWS.find((value) => value === event.currentTarget.value) ?? 'none')}
        />
        <Checkbox
          label={t('projects.exportFiles')}
          checked={files}
          onChange={(event) => setFiles(event.currentTarget.checked)}
        />
        {download.error && (
          <p className="ax-note" data-tone="danger" role="alert">
            {download.error.message}
          </p>
        )}
      </Stack>
      <Group justify="flex-end" gap="sm" mt="lg">
        <Button variant="default" onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button loading={download.isPending} onClick={() => download.mutate()}>
          {t('projects.download')}
        </Button>
      </Group>
    </Modal>
  )
}

interface Props {
  project: Project
  opened: boolean
  onClose: () => void
}

import { notifications } from '@mantine/notifications'
import { useRef } from 'react'
import { useNavigate } from 'react-router'

import { ApiError } from '../api/client.ts'
import { SignedOutError } from '../document/connection.ts'
import { t } from '../texts/t.ts'
import { showToast } from '../ui/toast.tsx'
import { useSendProjectFile } from './useProjects.ts'

/** Makes a project of an exported file and opens it; says what was left out, and why a file is refused. */
export function useImportProject(): { isPending: boolean; importFile: (file: File | null) => void } {
  const send = useSendProjectFile()
  const navigate = useNavigate()
  const isSending = useRef(false)
  const start = async (file: File): Promise<void> => {
    isSending.current = true
    try {
      const { project, dropped, incomplete } = await send.mutateAsync(file)
      if (dropped > 0) showToast({ message: t('projects.importDropped', { count: dropped }) })
      if (incomplete > 0) showToast({ message: t('projects.importIncomplete', { count: incomplete }) })
      await navigate(`/p/${project.id}`)
    } catch (error) {
      if (!(error instanceof ApiError || error instanceof SignedOutError)) throw error
      const [first] = error instanceof ApiError ? error.errors : []
      notifications.show({
        color: 'red',
        title: t('projects.importFailed'),
        message: first ? `${first.path}: ${first.message}` : error.message,
      })
    } finally {
      isSending.current = false
    }
  }
  return {
    isPending: send.isPending,
    importFile: (file) => {
      if (file && !isSending.current) void start(file)
    },
  }
}

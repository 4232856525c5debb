import { notifications } from '@mantine/notifications'
import { useNavigate } from 'react-router'

import { ApiError } from '../api/client.ts'
import { SignedOutError } from '../document/connection.ts'
import { t } from '../texts/t.ts'
import { useCreateProject } from './useProjects.ts'

/** Makes a project from a template at once and opens it; its name can be changed any time. */
export function useStart(): (template: 'blank' | 'orders') => void {
  const create = useCreateProject()
  const navigate = useNavigate()
  const start = async (template: 'blank' | 'orders'): Promise<void> => {
    const name = t(template === 'blank' ? 'projects.new' : 'projects.orders')
    try {
      // Awaited, not called back: the new list may already have taken the place of the component that asked.
      const project = await create.mutateAsync({ name, template })
      await navigate(`/p/${project.id}`)
    } catch (error) {
      if (!(error instanceof ApiError || error instanceof SignedOutError)) throw error
      notifications.show({ color: 'red', message: error.message })
    }
  }
  return (template) => {
    if (!create.isPending) void start(template)
  }
}

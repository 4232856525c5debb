import { notifications } from '@mantine/notifications'
import { useNavigate } from 'react-router'

import { t } from '../texts/t.ts'
import { useCreateProject } from './useProjects.ts'

/** Makes a project from a template at once and opens it; its name can be changed any time. */
export function useStart(): (template: 'blank' | 'orders') => void {
  const create = useCreateProject()
  const navigate = useNavigate()
  return (template) => {
    if (create.isPending) return
    const name = t(template === 'blank' ? 'projects.new' : 'projects.orders')
    create.mutate(
      { name, template },
      {
        onSuccess: (project) => void navigate(`/p/${project.id}`),
        onError: ({ message }) => notifications.show({ color: 'red', message }),
      },
    )
  }
}

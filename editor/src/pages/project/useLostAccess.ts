import type { Project } from '@axiom/shared/contracts/projects'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from 'react-router'

import { api } from '../../api/client.ts'
import { ownPictures } from '../../api/projectFiles.ts'
import { getAccessToken, useSession } from '../../api/session.ts'
import { copyInto } from '../../document/copyProject.ts'
import { useProjectSession } from '../../document/hooks.ts'
import { t } from '../../texts/t.ts'
import { useSendProposal } from './useSendProposal.ts'

/** The ways on for changes that the server does not take any more. What has found another place is given up here. */
export function useLostAccess(name: string) {
  const session = useProjectSession()
  const { user } = useSession()
  const navigate = useNavigate()
  const drop = useMutation({ mutationFn: () => session.dropUnsent(), networkMode: 'always' })
  const copy = useMutation({
    mutationFn: async () => {
      if (user === null) throw new Error(t('auth.signIn'))
      const state = session.encode()
      const copyName = t('lost.copyName', { name }).slice(0, 80)
      const { id } = await api.post<Project>('/api/projects', { name: copyName })
      await copyInto(
        { projectId: id, user, getToken: getAccessToken },
        {
          state,
          name: copyName,
          ownPictures: (text) => ownPictures(id, text),
        },
      )
      await session.dropUnsent()
      return id
    },
    onSuccess: (id) => navigate(`/p/${id}`),
  })
  return { drop, copy, sending: useSendProposal('rescue') }
}

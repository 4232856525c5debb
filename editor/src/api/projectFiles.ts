import type { CopiedFile, FilePage, FileUse, ProjectFile } from '@axiom/shared/contracts/files'
import type { FileDescriptor } from '@axiom/shared/model/files'
import { addressOfPicture, foreignPictures } from '@axiom/shared/model/pictures'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'

import { api, ApiError } from './client.ts'
import { getAccessToken } from './token.ts'
import { uploadFile, type UploadRequest } from './upload.ts'

const pathOf = (projectId: string): string => `/api/projects/${projectId}/files`
/** A file that is still looked at will be ready in a moment. */
const SOON_MS = 1_500

/** Files of the project itself, the newest first. */
export function useProjectFiles(projectId: string, search = '') {
  const queries = useQueryClient()
  const key = ['files', projectId]
  const refresh = (): Promise<void> => queries.invalidateQueries({ queryKey: key })
  const list = useQuery({
    queryKey: [...key, search],
    queryFn: ({ signal }) => {
      const query = search === '' ? '' : `?${new URLSearchParams({ search }).toString()}`
      return api.get<FilePage>(pathOf(projectId) + query, { signal })
    },
    // Others add to them, and so does a paste onto the canvas.
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.data.some(isUnderWay) === true ? SOON_MS : false),
  })
  return {
    list,
    refresh,
    remove: useMutation({
      mutationFn: (id: string) => api.delete(`${pathOf(projectId)}/${id}`),
      onSuccess: refresh,
    }),
  }
}

/** Where a file is shown. */
export function useFileUses(projectId: string, id: string) {
  return useQuery({
    queryKey: ['fileUses', projectId, id],
    queryFn: async () => (await api.get<{ data: FileUse[] }>(`${pathOf(projectId)}/${id}/uses`)).data,
    gcTime: 0,
  })
}

/** Adds a file to the project. */
export function uploadProjectFile(
  projectId: string,
  file: Pick<UploadRequest, 'file' | 'onProgress' | 'signal'>,
): Promise<FileDescriptor> {
  return uploadFile({ ...file, endpoint: pathOf(projectId), metadata: {}, token: getAccessToken })
}

/** Where everybody finds the bytes of a file of the project. */
export function addressOfFile(projectId: string, fileId: string): string {
  return addressOfPicture({ projectId, fileId })
}

/** Pictures at a time, as the server takes them. */
const COPIES = 50

/** A text with its pictures of other projects become the project's own. What cannot be copied, as without network, stays as it is. */
export async function ownPictures(projectId: string, text: string): Promise<string> {
  const pictures = foreignPictures(text, projectId)
  let own = text
  for (let i = 0; i < pictures.length; i += COPIES) {
    const files = pictures.slice(i, i + COPIES)
    const path = `${pathOf(projectId)}/copies`
    const { data } = await api.post<{ data: CopiedFile[] }>(path, { files }).catch((error: unknown) => {
      if (error instanceof ApiError) return { data: [] }
      throw error
    })
    for (const { copyId, ...from } of data)
      own = own.replaceAll(addressOfPicture(from), addressOfFile(projectId, copyId))
  }
  return own
}

function isUnderWay({ state, type, variants }: ProjectFile): boolean {
  return state === 'scanning' || (type.startsWith('image/') && type !== 'image/svg+xml' && variants.length === 0)
}

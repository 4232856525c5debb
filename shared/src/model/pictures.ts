/** A file of a project itself, by its address. */
export interface Picture {
  projectId: string
  fileId: string
}

/** What stands in documents for a file of a project; the same on the editor's origin and on that of the app. */
export function addressOfPicture({ projectId, fileId }: Picture): string {
  return `/api/dynamic/${projectId}/files/${fileId}`
}

/** Files of other projects whose addresses stand in a text, each once. */
export function foreignPictures(text: string, projectId: string): Picture[] {
  const found = [...text.matchAll(/\/api\/dynamic\/([A-Za-z0-9_-]{1,40})\/files\/([A-Za-z0-9_-]{1,40})/g)]
  const pictures = found.map(([, from = '', fileId = '']) => ({ projectId: from, fileId }))
  const foreign = pictures.filter((picture) => picture.projectId !== projectId)
  return [...new Map(foreign.map((picture) => [addressOfPicture(picture), picture])).values()]
}

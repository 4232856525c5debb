import type { Documents } from './collaboration/documents.ts'
import type { AuthService } from './features/auth/index.ts'
import type { ProjectService } from './features/projects/index.ts'
import type { VersionService } from './features/versions/index.ts'
import type { Logger } from './platform/logging/log.ts'

export interface AfterEditDeps {
  documents: Documents
  users: AuthService
  projects: ProjectService
  versions: VersionService
  log: Logger
}

/** What an edit entails outside of its document: the project's row follows, and a version is due now and then. */
export function followEdits({ documents, users, projects, versions, log }: AfterEditDeps): void {
  documents.onDocumentChanged(({ projectId, actorId, remote, doc }) => {
    // Reads the document before anything is awaited.
    const following = projects.followDocument(projectId, doc)
    const work = async (): Promise<void> => {
      await following
      // The replica where it was made keeps the version.
      if (remote) return
      await versions.noteActivity(projectId, async () => {
        const [user] = actorId === null ? [] : await users.listUsers([actorId])
        return user ? { userId: user.id, name: user.name } : null
      })
    }
    work().catch((error: unknown) => log.warn({ err: error, projectId }, 'after an edit: list or versions not updated'))
  })
}

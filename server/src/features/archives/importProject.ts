import type { ArchiveFile, ImportedProject } from '@axiom/shared/contracts/archives'
import { AppError } from '@axiom/shared/errors'

import type { UserActor } from '../auth/index.ts'
import { createMaker, type MakerDeps } from './maker.ts'
import type { ReadLine } from './readArchive.ts'

/** Makes a project of a file's lines. What was made of it by then is taken away again when a later line is refused. */
export async function importProject(
  deps: MakerDeps,
  actor: UserActor,
  lines: AsyncGenerator<ReadLine>,
): Promise<ImportedProject> {
  const reader = createReader(lines)
  const { line: head } = (await reader.next()) ?? { line: null }
  if (!head || !('axiom' in head)) throw refused('This is no project’s file.')
  const project = await deps.projects.create(actor, { name: head.name, template: 'empty' })
  try {
    const maker = createMaker(deps, { actor, projectId: project.id, oldProjectId: head.projectId })
    for (let read = await reader.next(); read !== null; read = await reader.next()) {
      const { line, size } = read
      if ('file' in line) await maker.file(line.file, reader.bytes(line.file))
      else if ('source' in line) await maker.source(line.source, reader.bytes(line.source.file ?? { size: 0 }))
      else if ('entry' in line) maker.entry(line.entry, size)
      else if ('row' in line) await maker.row(line.row, size)
      else throw refused('There are bytes that belong to no file.')
    }
    const counts = await maker.end()
    return { project: await deps.projects.get(actor, project.id), ...counts }
  } catch (error) {
    await deps.projects.remove(actor, project.id)
    throw error
  } finally {
    await lines.return(undefined)
  }
}

/** Reads lines, and the bytes of a file until its end. */
function createReader(lines: AsyncGenerator<ReadLine>) {
  async function next(): Promise<ReadLine | null> {
    const { value, done } = await lines.next()
    return done === true ? null : value
  }
  return {
    next,
    async *bytes({ size }: Pick<ArchiveFile, 'size'>): AsyncGenerator<Uint8Array> {
      for (let left = size; left > 0;) {
        const { line } = (await next()) ?? { line: null }
        if (!line || !('bytes' in line)) throw refused('A file ends before all of its bytes have come.')
        const bytes = Buffer.from(line.bytes, 'base64')
        if (bytes.length === 0 || bytes.length > left) throw refused('A file has other bytes than it says.')
        left -= bytes.length
        yield bytes
      }
    },
  }
}

function refused(message: string): AppError {
  return new AppError('invalid_input', { message })
}

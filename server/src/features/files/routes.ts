import { filesApi, recordFilesApi, type Upload } from '@axiom/shared/contracts/files'
import { AppError } from '@axiom/shared/errors'
import type Router from '@koa/router'

import type { Context, RequestState } from '../../platform/http/types.ts'
import type { Actor, Mount, UserActor } from '../auth/index.ts'
import type { ProjectAccess } from '../projects/index.ts'
import type { Beginner, UploadTarget } from './begin.ts'
import type { Content } from './content.ts'
import type { createCopies } from './copies.ts'
import type { Remover } from './remove.ts'
import type { FileService } from './service.ts'
import { ASSET, type FileStore, type StoredFile } from './store.ts'
import { bringsBytes, readCreation, readOffset, tellUpload } from './tus.ts'
import type { Uploads } from './uploads.ts'

/** Who may put a file where in records and submissions: the features say that hold them. */
export interface UploadGates {
  field: (
    actor: Actor,
    place: { project: string; env: 'draft' | 'live' | undefined; collection: string; field: string },
  ) => Promise<UploadTarget>
  form: (actor: Actor, place: { project: string; form: string; input: string }) => Promise<UploadTarget>
}

export interface FileRoutesDeps {
  mount: Mount
  access: ProjectAccess
  files: FileService
  begin: Beginner
  uploads: Uploads
  content: Content
  store: FileStore
  remove: Remover
  copy: ReturnType<typeof createCopies>
  gates: UploadGates
}

/** For members: files of the project itself. */
export function projectFileRoutes({
  mount,
  files,
  begin,
  uploads,
  store,
  remove,
  copy,
}: FileRoutesDeps): Router<RequestState> {
  const find = async (actor: UserActor, projectId: string, id: string): Promise<StoredFile> => {
    await files.target(actor, projectId)
    const upload = await store.find(projectId, id)
    if (upload?.purpose !== ASSET || upload.state === 'removing') throw new AppError('not_found')
    return upload
  }
  return mount(filesApi, {
    list: ({ actor, params, query }) => files.list(actor, params.id, query),
    create: async ({ ctx, actor, params: { id } }) => {
      const target = await files.target(actor, id)
      return start(ctx, { begin, uploads, target, actor, path: `/api/projects/${id}/files/uploads` })
    },
    upload: async ({ ctx, actor, params }) => tell(ctx, uploads, await find(actor, params.id, params.uploadId)),
    append: async ({ ctx, actor, params }) => append(ctx, uploads, await find(actor, params.id, params.uploadId)),
    cancel: async ({ actor, params }) => cancel(remove, await find(actor, params.id, params.uploadId)),
    copies: async ({ actor, params, body }) => ({ data: await copy(actor, params.id, body.files) }),
    get: ({ actor, params }) => files.get(actor, params.id, params.fileId),
    uses: async ({ actor, params }) => ({ data: await files.uses(actor, params.id, params.fileId) }),
    remove: ({ actor, params }) => files.remove(actor, params.id, params.fileId),
  })
}

/** For whoever may write the record or send the form; and the bytes of all files. On the editor's origin and on those of the apps. */
export function recordFileRoutes(deps: FileRoutesDeps): Router<RequestState> {
  const { mount, access, begin, uploads, content, store, remove, gates } = deps
  const projectOf = async (key: string): Promise<string> => {
    const project = await access.resolve(key)
    if (!project) throw new AppError('not_found')
    return project.id
  }
  const find = async ({ project, uploadId }: { project: string; uploadId: string }): Promise<StoredFile> => {
    const upload = await store.find(await projectOf(project), uploadId)
    if (!upload || upload.purpose === ASSET || upload.state === 'removing') throw new AppError('not_found')
    return upload
  }
  return mount(recordFilesApi, {
    create: async ({ ctx, actor, params: { project }, query: { env } }) => {
      const { metadata } = readCreation(ctx)
      const of = (name: string): string => metadata.get(name) ?? ''
      const target = metadata.has('collection')
        ? await gates.field(actor, { project, env, collection: of('collection'), field: of('field') })
        : await gates.form(actor, { project, form: of('form'), input: of('input') })
      return start(ctx, { begin, uploads, target, actor, path: `/api/dynamic/${project}/files/uploads` })
    },
    upload: async ({ ctx, params }) => tell(ctx, uploads, await find(params)),
    append: async ({ ctx, params }) => append(ctx, uploads, await find(params)),
    cancel: async ({ params }) => cancel(remove, await find(params)),
    content: async ({ ctx, params, query }) => content(ctx, await projectOf(params.project), params.fileId, query),
  })
}

interface Beginning extends Pick<FileRoutesDeps, 'begin' | 'uploads'> {
  target: UploadTarget
  actor: Actor
  /** Of uploads. */
  path: string
}

async function start(ctx: Context, { begin, uploads, target, actor, path }: Beginning): Promise<Upload> {
  const { size, metadata } = readCreation(ctx)
  const createdBy = actor.kind === 'user' ? actor.userId : null
  const upload = await begin({ ...target, name: metadata.get('filename') ?? '', size, createdBy })
  ctx.set('Location', `${path}/${upload._id}`)
  const isDue = size === 0 || bringsBytes(ctx)
  const state = isDue ? await uploads.append(upload, 0, bytesOf(ctx)) : await uploads.status(upload)
  tellUpload(ctx, state)
  return state
}

async function tell(ctx: Context, uploads: Uploads, upload: StoredFile): Promise<Upload> {
  const state = await uploads.status(upload)
  tellUpload(ctx, state)
  return state
}

async function append(ctx: Context, uploads: Uploads, upload: StoredFile): Promise<void> {
  tellUpload(ctx, await uploads.append(upload, readOffset(ctx), bytesOf(ctx)))
}

/** What a record holds stays. */
async function cancel(remove: Remover, upload: StoredFile): Promise<void> {
  if (!(await remove(upload))) throw new AppError('not_found')
}

/** A refusal in the middle must still be able to answer: the connection stays, and what is left of the body is passed over. */
async function* bytesOf({ req }: Context): AsyncGenerator<Uint8Array> {
  try {
    yield* req.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>
  } finally {
    req.resume()
  }
}

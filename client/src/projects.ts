import type { archivesApi, ImportedProject } from '@axiom/shared/contracts/archives'
import type { Project, projectsApi } from '@axiom/shared/contracts/projects'
import type { PublishCheck, publishingApi, Release } from '@axiom/shared/contracts/publishing'
import type { SentBody } from '@axiom/shared/contracts/route'

import { type Call, fill, toQuery } from './call.ts'
import type { CallOptions, Send } from './connection.ts'
import { readJson } from './problem.ts'
import { bodyOf, type Bytes } from './streams.ts'

type Api = typeof projectsApi & { publish: typeof publishingApi; archives: typeof archivesApi }

export interface ExportProjectOptions extends CallOptions {
  /** Rows of which data come along. */
  rows?: 'none' | 'draft' | 'live'
  files?: boolean
}

/** Projects, for people: API keys see only their data. */
export function createProjects(send: Send, call: Call) {
  return {
    /** Those of which one is a member, the last changed first. */
    list: async (options: CallOptions = {}): Promise<Project[]> =>
      (await call<Api['list']>('get', '/api/projects', options)).data,

    get: (id: string, options: CallOptions = {}): Promise<Project> =>
      call<Api['get']>('get', '/api/projects/{id}', { params: { id }, ...options }),

    create: (input: SentBody<Api['create']>, options: CallOptions = {}): Promise<Project> =>
      call<Api['create']>('post', '/api/projects', { body: input, ...options }),

    update: (id: string, input: SentBody<Api['update']>, options: CallOptions = {}): Promise<Project> =>
      call<Api['update']>('put', '/api/projects/{id}', { params: { id }, body: input, ...options }),

    /** For everybody. */
    delete: (id: string, options: CallOptions = {}): Promise<void> =>
      call<Api['remove']>('delete', '/api/projects/{id}', { params: { id }, ...options }),

    /** A project as one file: its bytes as they come. */
    async export(id: string, { rows = 'none', files = false, ...options }: ExportProjectOptions = {}): Promise<Bytes> {
      const query = toQuery({ rows, files: String(files) })
      const path = fill('/api/projects/{id}/export', { id }) + query
      return bodyOf(await send({ method: 'GET', path, repeatable: true, streams: 'down', ...options }))
    },

    /** A new project of such a file. */
    async import(file: BodyInit, options: CallOptions = {}): Promise<ImportedProject> {
      const headers = { 'content-type': 'application/gzip' }
      const request = { method: 'POST', path: '/api/projects/import', headers, body: file, repeatable: false }
      return (await readJson(await send({ ...request, streams: 'up', ...options }))) as ImportedProject
    },

    /** What visitors would be refused after publishing. */
    checkPublish: (id: string, options: CallOptions = {}): Promise<PublishCheck> =>
      call<Api['publish']['check']>('get', '/api/projects/{id}/publish/check', { params: { id }, ...options }),

    /** Freezes the project as it is now and serves it to visitors. */
    publish: (
      id: string,
      input: SentBody<Api['publish']['publish']> = {},
      options: CallOptions = {},
    ): Promise<Release> =>
      call<Api['publish']['publish']>('post', '/api/projects/{id}/publish', {
        params: { id },
        body: input,
        ...options,
      }),

    /** The last 200, the newest first. */
    releases: async (id: string, options: CallOptions = {}): Promise<Release[]> =>
      (await call<Api['publish']['list']>('get', '/api/projects/{id}/releases', { params: { id }, ...options })).data,

    /** Serves an older release again. */
    rollback: (id: string, releaseId: string, options: CallOptions = {}): Promise<Release> =>
      call<Api['publish']['activate']>('post', '/api/projects/{id}/releases/{releaseId}/activate', {
        params: { id, releaseId },
        repeatable: true,
        ...options,
      }),
  }
}

import type { authApi, User } from '@axiom/shared/contracts/auth'

import { createApiKeys } from './apiKeys.ts'
import { createCall } from './call.ts'
import type { AnyCollection, Collection } from './collection.ts'
import { type CallOptions, connect, type ConnectionOptions } from './connection.ts'
import { createEndpoints } from './endpoints.ts'
import { type AnyCollections, createProject, type EnvOptions } from './project.ts'
import { createProjects } from './projects.ts'
import { createRecords } from './records.ts'

/** A client of an Axiom server, in Node and in browsers. With neither token nor key it is a visitor. */
export function createClient(options: ConnectionOptions) {
  const send = connect(options)
  const call = createCall(send)
  return {
    /** Whose token it is; keys are nobody. */
    me: (more: CallOptions = {}): Promise<User> => call<(typeof authApi)['getMe']>('get', '/api/auth/me', more),
    projects: createProjects(send, call),
    apiKeys: createApiKeys(call),
    endpoints: createEndpoints(call),
    /** The data of a project, by its id or address. */
    project: <All = AnyCollections>(project: string, at: EnvOptions = {}) =>
      createProject<All>(send, call, project, at),
    /** One collection of a project. */
    records: <C extends Collection = AnyCollection>(project: string, collection: string, at: EnvOptions = {}) =>
      createRecords<C>(send, call, { project, collection, ...at }),
  }
}

export type AxiomClient = ReturnType<typeof createClient>

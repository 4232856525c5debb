import type { BatchInput, recordsApi } from '@axiom/shared/contracts/records'
import type { GivenAnswer } from '@axiom/shared/contracts/route'
import type { JsonObject } from '@axiom/shared/json'

import type { Call } from './call.ts'
import { type ChangesOptions, followChanges, type RecordChange, type Reset } from './changes.ts'
import type { AnyCollection, Collection } from './collection.ts'
import type { CallOptions, Send } from './connection.ts'
import { toParameters } from './parameters.ts'
import { createRecords, type Records } from './records.ts'

type Api = typeof recordsApi

export interface EnvOptions {
  /** Without it the live data answer once the project is published, before that the draft's. */
  env?: 'draft' | 'live' | undefined
}

/** One step of a batch. `ifMatch`: the ETag that was read. */
export type BatchOperation = BatchInput['operations'][number]

/** The data of a project: each collection by itself, and what goes over all of them. */
export function createProject<All>(send: Send, call: Call, project: string, { env }: EnvOptions) {
  const query = toParameters({ env })
  return {
    records<Name extends keyof All & string>(collection: Name): Records<Extract<All[Name], Collection>> {
      return createRecords(send, call, { project, collection, env })
    },

    /** Up to 1,000 operations over all collections: all of them, in their order, or none. */
    async batch(
      operations: readonly BatchOperation[],
      { signal }: CallOptions = {},
    ): Promise<GivenAnswer<Api['batch']>['data']> {
      const { data } = await call<Api['batch']>('post', '/api/dynamic/{project}/batch', {
        params: { project },
        query,
        body: { operations: [...operations] },
        signal,
      })
      return data
    },

    changes: (options?: ChangesOptions): AsyncGenerator<RecordChange | Reset, void> =>
      followChanges(send, { project, env }, options),

    /** The OpenAPI document of the collections, exact for whoever asks. */
    openApi: ({ signal }: CallOptions = {}): Promise<JsonObject> =>
      call<Api['openApi']>('get', '/api/dynamic/{project}/openapi.json', {
        params: { project },
        query,
        signal,
      }),

    /** Questions in the words of GraphQL; what of them failed is in `errors`. */
    graphql: (
      question: { query: string; variables?: JsonObject; operationName?: string },
      { signal }: CallOptions = {},
    ): Promise<GivenAnswer<Api['graphql']>> =>
      call<Api['graphql']>('post', '/api/dynamic/{project}/graphql', {
        params: { project },
        query,
        body: question,
        signal,
      }),
  }
}

export type AnyCollections = Record<string, AnyCollection>

import { BatchInput } from '@axiom/shared/contracts/records'
import type { RecordOperation } from '@axiom/shared/document/views'
import { AGGREGATES } from '@axiom/shared/model/columns'
import type { CompiledModel } from '@axiom/shared/model/compile'
import type { GraphQLResolveInfo } from 'graphql'

import { parseInput } from '../../../platform/http/input.ts'
import { etagOf } from '../etag.ts'
import type { RecordJson } from '../present.ts'
import { parseList } from '../query/parseList.ts'
import type { RecordService } from '../service.ts'
import type { StoredRecord } from '../stored.ts'
import type { Place, Target } from '../target.ts'
import { expandOf, selects } from './selection.ts'

type Args = Record<string, unknown>

/** Does what a GraphQL operation asks, by the verbs of the REST endpoints: the same rules, limits and errors. */
export function createDoer(records: RecordService, place: Place) {
  const target = ({ model }: CompiledModel, operation: RecordOperation): Promise<Target> =>
    records.target(place, model.name, operation)

  async function answer(at: Target, record: StoredRecord, info: GraphQLResolveInfo): Promise<RecordJson> {
    const expanded = await records.expand(at, record, expandOf(at.compiled, info).join(','))
    const [shown = {}] = await records.present(at, [record], { expanded })
    return shown
  }

  /** As the REST endpoint for batches: one transaction, each operation by its rule. */
  async function together(
    { model }: CompiledModel,
    list: unknown,
    toOperation: (one: unknown) => { operation: string; id: string },
  ): Promise<Written> {
    const given = (plain(list) as unknown[]).map(toOperation)
    const operations = given.map((one) => ({ ...one, collection: model.name }))
    await records.batch(place, parseInput(BatchInput, { operations }))
    return writtenOf(given.map(({ id }) => id))
  }

  return {
    async list(compiled: CompiledModel, args: Args, info: GraphQLResolveInfo) {
      const at = await target(compiled, 'list')
      const params = {
        ...(isGiven(args['filter']) ? { filter: JSON.stringify(args['filter']) } : {}),
        ...texts(args, ['search', 'sort', 'limit', 'cursor']),
        count: selects(info, 'count') ? 'exact' : 'none',
        expand: expandOf(compiled, info, 'data').join(','),
      }
      const { data, meta } = await records.list(at, parseList(at.compiled, params))
      return { data, ...meta }
    },
    async read(compiled: CompiledModel, args: Args, info: GraphQLResolveInfo): Promise<RecordJson> {
      const at = await target(compiled, 'read')
      return answer(at, await records.find(at, String(args['id'])), info)
    },
    async create(compiled: CompiledModel, args: Args, info: GraphQLResolveInfo): Promise<RecordJson | null> {
      const at = await target(compiled, 'create')
      const [made] = await records.create(at, plain(args['data']), null)
      return made ? answer(at, made, info) : null
    },
    async update(compiled: CompiledModel, args: Args, info: GraphQLResolveInfo): Promise<RecordJson> {
      const at = await target(compiled, 'update')
      return answer(at, await records.patch(at, String(args['id']), plain(args['data']), versionOf(args)), info)
    },
    /** Groups with nothing wanted have their count. */
    async aggregate(compiled: CompiledModel, args: Args) {
      const at = await target(compiled, 'list')
      const names = (name: string): Record<string, string> =>
        isGiven(args[name]) ? { [name]: (args[name] as string[]).join(',') } : {}
      const params = {
        ...(isGiven(args['filter']) ? { filter: JSON.stringify(args['filter']) } : {}),
        ...texts(args, ['search']),
        ...Object.assign({}, ...['groupBy', ...AGGREGATES].map(names)),
      }
      return records.aggregate(at, params)
    },
    async createMany(compiled: CompiledModel, args: Args): Promise<Written> {
      const made = await records.create(await target(compiled, 'create'), plain(args['data']), null)
      return writtenOf(made.map(({ _id }) => _id))
    },
    updateMany(compiled: CompiledModel, args: Args): Promise<Written> {
      return together(compiled, args['changes'], (change) => {
        const { id, data, version } = change as { id: string; data: unknown; version?: number | null }
        return { operation: 'update', id, data, ...(version ? { ifMatch: etagOf({ _id: id, v: version }) } : {}) }
      })
    },
    removeMany(compiled: CompiledModel, args: Args): Promise<Written> {
      return together(compiled, args['ids'], (id) => ({ operation: 'delete', id: String(id) }))
    },
    async remove(compiled: CompiledModel, args: Args): Promise<true> {
      const at = await target(compiled, 'delete')
      await records.remove(at, String(args['id']), versionOf(args))
      return true
    },
  }
}

interface Written {
  count: number
  ids: string[]
}

function writtenOf(ids: string[]): Written {
  return { count: ids.length, ids }
}

export type Doer = ReturnType<typeof createDoer>

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null
}

function texts(args: Args, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (isGiven(args[name]) ? [[name, String(args[name])]] : [])))
}

/** GraphQL's own objects have no prototype: plain ones are what validators know. */
function plain(data: unknown): unknown {
  return JSON.parse(JSON.stringify(data))
}

function versionOf({ version }: Args): number | null {
  return typeof version === 'number' ? version : null
}

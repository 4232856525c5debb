import type { RecordOperation } from '@axiom/shared/document/views'
import type { CompiledModel } from '@axiom/shared/model/compile'
import type { GraphQLResolveInfo } from 'graphql'

import { presentRecord, type RecordJson } from '../present.ts'
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
    return presentRecord(at, record, { expanded })
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
    async remove(compiled: CompiledModel, args: Args): Promise<true> {
      const at = await target(compiled, 'delete')
      await records.remove(at, String(args['id']), versionOf(args))
      return true
    },
  }
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

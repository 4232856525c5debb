import type { Page } from '@axiom/shared/contracts/common'
import { SYSTEM_FIELDS } from '@axiom/shared/model/names'

import { defineCommand, ENV, SELECTION } from '../../command/command.ts'
import { parseCount, parseNames, selectionOf } from '../../command/values.ts'

const MOST = 200

export const listRecords = defineCommand({
  name: 'records list',
  about: 'list records',
  takes: ['project', 'collection'],
  options: {
    ...SELECTION,
    sort: { value: 'fields', about: 'order, with commas; - in front: descending' },
    fields: { value: 'fields', about: 'only these, with commas' },
    expand: { value: 'relations', about: 'related records, with commas' },
    limit: { value: 'n', about: 'how many (20)' },
    all: { about: 'all of them' },
    ...ENV,
  },
  async run({ args, options, session, terminal, signal }) {
    const { env, all = false } = options
    const records = (await session.client()).records(args.project, args.collection, { env })
    let left = all ? Number.POSITIVE_INFINITY : parseCount(options.limit ?? '20', '--limit')
    const asked = {
      ...selectionOf(options),
      sort: parseNames(options.sort),
      fields: parseNames(options.fields),
      expand: parseNames(options.expand),
    }
    let cursor: string | undefined
    do {
      const limit = Math.min(left, MOST)
      const page: Page<object> = await records.list({ ...asked, limit, signal, cursor })
      await terminal.rows(page.data, asked.fields ? undefined : ownColumns(page.data[0]))
      left -= page.data.length
      cursor = page.meta.nextCursor ?? undefined
    } while (cursor !== undefined && left > 0)
    if (cursor !== undefined) terminal.note('There are more: --all, or a larger --limit.')
  },
})

/** Of a table that nobody asked for in detail: the fields, and not what every record has. */
function ownColumns(record: object | undefined): string[] {
  const common: readonly string[] = SYSTEM_FIELDS
  return ['id', ...Object.keys(record ?? {}).filter((name) => !common.includes(name))]
}

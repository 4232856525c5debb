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
    const records = (await session.client()).records(args.project, args.collection, env && { env })
    let left = all ? Number.POSITIVE_INFINITY : parseCount(options.limit ?? '20', '--limit')
    const asked = {
      ...selectionOf(options),
      ...given('sort', parseNames(options.sort)),
      ...given('fields', parseNames(options.fields)),
      ...given('expand', parseNames(options.expand)),
    }
    let cursor: string | null = null
    do {
      const limit = Math.min(left, MOST)
      const page: Page<object> = await records.list({ ...asked, limit, signal, ...(cursor !== null && { cursor }) })
      await terminal.rows(page.data, asked.fields ? undefined : ownColumns(page.data[0]))
      left -= page.data.length
      cursor = page.meta.nextCursor
    } while (cursor !== null && left > 0)
    if (cursor !== null) terminal.note('There are more: --all, or a larger --limit.')
  },
})

/** Of a table that nobody asked for in detail: the fields, and not what every record has. */
function ownColumns(record: object | undefined): string[] {
  const common: readonly string[] = SYSTEM_FIELDS
  return ['id', ...Object.keys(record ?? {}).filter((name) => !common.includes(name))]
}

function given<Name extends string>(name: Name, names: string[] | undefined) {
  return (names === undefined ? {} : { [name]: names }) as Partial<Record<Name, string[]>>
}

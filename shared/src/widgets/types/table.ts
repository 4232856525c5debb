import { z } from 'zod'

import { NUMBER_LOOKS } from '../../document/views.ts'
import { MOST_DECIMALS } from '../../model/formatNumber.ts'
import type { WidgetDefinition } from '../definition.ts'
import { BOX_STYLES, SIZE_STYLES } from '../styles.ts'

/** The records of a model, a page at a time; on a phone each row becomes a small card. */
export const table: WidgetDefinition = {
  type: 'table',
  label: 'Table',
  icon: 'table',
  category: 'data',
  props: z.object({
    model: z.string().max(40),
    /** A query whose rows are shown in place of a model's records. */
    query: z.string().max(40),
    /** Field ids in order; an empty list shows every field. */
    columns: z
      .array(
        z.object({
          field: z.string().max(40),
          label: z.string().max(80).optional(),
          /** How its numbers are read; without one as the field says. */
          shownAs: z.enum(NUMBER_LOOKS).optional(),
          currency: z.string().max(3).optional(),
          decimals: z.number().int().min(0).max(MOST_DECIMALS).optional(),
        }),
      )
      .max(40),
    pageSize: z.number().int().min(1).max(200),
    search: z.boolean(),
    sortField: z.string().max(40),
    sortDirection: z.enum(['asc', 'desc']),
    emptyText: z.string().max(200),
  }),
  defaults: {
    frame: { w: 720, h: 560 },
    props: {
      model: '',
      query: '',
      columns: [],
      pageSize: 10,
      search: true,
      sortField: '',
      sortDirection: 'desc',
      emptyText: 'Nothing here yet.',
    },
    styles: {
      background: '$colour.surface',
      borderColour: '$colour.line',
      borderWidth: 1,
      radius: '$radius.large',
      shadow: 'small',
      height: 'fixed',
    },
    overrides: { phone: { height: 'hug' } },
    texts: { title: 'Records' },
  },
  children: 'none',
  inspector: [
    { prop: 'x:title', label: 'Title', control: 'text', bindable: true },
    { prop: 'model', label: 'Shows', control: 'model' },
    { prop: 'query', label: 'Or a query', control: 'query', help: 'Its rows and columns, in place of a model.' },
    { prop: 'columns', label: 'Columns', control: 'columns' },
    { prop: 'pageSize', label: 'Rows a page', control: 'number' },
    { prop: 'search', label: 'Search', control: 'switch' },
    { prop: 'sortField', label: 'Sorted by', control: 'field', help: 'Newest first when empty.' },
    {
      prop: 'sortDirection',
      label: 'Order',
      control: 'select',
      choices: [
        { value: 'asc', label: 'Ascending' },
        { value: 'desc', label: 'Descending' },
      ],
    },
    { prop: 'emptyText', label: 'When empty', control: 'text' },
  ],
  styles: [...SIZE_STYLES, ...BOX_STYLES],
  events: ['rowClick'],
  migrations: [],
}

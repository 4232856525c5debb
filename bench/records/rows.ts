import type { Scenario } from '../scenario.ts'
import { makeStock } from './stock.ts'

const MEGABYTES = 150

/** A file of a million rows into a collection and out again. */
export const rows: Scenario = {
  name: 'rows',
  title: '1,000,000 rows as CSV in and out',
  subjects: ['Axiom'],
  // Minutes; and it is memory that counts here.
  mostRounds: 1,
  columns: [
    { key: 'importSeconds', label: 'import, s', digits: 0 },
    { key: 'importRss', label: 'MB more RSS while importing', digits: 0 },
    { key: 'importSlowest', label: 'slowest other request meanwhile, ms', digits: 0 },
    { key: 'exportSeconds', label: 'export, s', digits: 0 },
    { key: 'exportRss', label: 'MB more RSS while exporting', digits: 0 },
    { key: 'exportSlowest', label: 'slowest other request meanwhile, ms ', digits: 0 },
  ],
  budgets: ['import', 'export'].map((work) => ({
    label: `MB more RSS while ${work}ing`,
    digits: 0,
    value: (medians) => medians['Axiom']?.[`${work}Rss`] ?? NaN,
    limit: () => MEGABYTES,
  })),
  run: async (_subject, options) => (await makeStock(options)).figures,
}

import type { SourceAnswer } from '@axiom/shared/contracts/dataSources'
import type { Json } from '@axiom/shared/json'

import type { RunLimits } from './connector.ts'

/** Ends a query of which there are enough rows. */
export class Enough extends Error {
  override readonly name = 'Enough'
}

/** Collects the rows of a table until there are enough. */
export class Rows {
  readonly #limits: RunLimits
  readonly #rows: Record<string, Json>[] = []
  #columns: string[] = []
  #bytes = 0
  #truncated = false

  constructor(limits: RunLimits) {
    this.#limits = limits
  }

  get hasColumns(): boolean {
    return this.#columns.length > 0
  }

  get full(): boolean {
    return this.#truncated
  }

  /** Names may come twice (`select a.id, b.id`): the later ones get a number. */
  setColumns(names: readonly string[]): void {
    const taken = new Set<string>()
    this.#columns = names.map((name) => {
      let free = name
      for (let n = 2; taken.has(free); n++) free = `${name}_${n}`
      taken.add(free)
      return free
    })
  }

  add(values: readonly Json[]): void {
    if (this.#truncated) return
    const row = Object.fromEntries(this.#columns.map((column, i) => [column, values[i] ?? null]))
    this.#bytes += JSON.stringify(row).length
    if (this.#rows.length >= this.#limits.maxRows || this.#bytes > this.#limits.maxBytes) this.#truncated = true
    else this.#rows.push(row)
  }

  answer(changed: number | null): SourceAnswer {
    const columns = this.#columns.length > 0 ? this.#columns : null
    return { data: this.#rows, columns, truncated: this.#truncated, changed }
  }
}

/** Decimals come as text, since they can have more digits than a number: as a number where nothing is lost. */
export function exactNumber(text: string): number | string {
  const number = Number(text)
  const plain = text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text
  return String(number) === plain ? number : text
}

/** A query that was cut off because there are enough rows is no failed one; nothing is known of what it changed. */
export function unlessEnough(error: unknown): null {
  if (error instanceof Enough) return null
  throw error
}

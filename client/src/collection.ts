import type { Json } from '@axiom/shared/json'
import type { Aggregate } from '@axiom/shared/model/columns'
import type { Operator } from '@axiom/shared/model/operators'

import type { CallOptions } from './connection.ts'

/** What the types of a collection say (`axiom types` writes them). */
export interface Collection {
  /** As it is answered. */
  record: object
  /** What a new one takes; `never`: the reader may make none. */
  create: unknown
  /** What a change takes. */
  update: unknown
  /** What its relations lead to, by the names that `expand` takes. */
  expand: object
}

/** A collection of which nothing is known. */
export interface AnyCollection extends Collection {
  record: AnyRecord
  create: Record<string, unknown>
  update: Record<string, unknown>
  expand: Record<string, Json>
}

/** What every record has, and whatever its fields are. */
export interface AnyRecord {
  id: string
  createdAt: string
  updatedAt: string
  createdBy: string | null
  version: number
  [field: string]: Json
}

export type FieldOf<C extends Collection> = keyof C['record'] & string
type RelationOf<C extends Collection> = keyof C['expand'] & string

/** A relation, or one of what it leads to: `customer.country`. */
export type PathOf<C extends Collection> = RelationOf<C> | `${RelationOf<C>}.${string}`

type Tests<V> = { [O in Exclude<Operator, 'in' | 'nin' | 'exists'>]?: V } & {
  in?: readonly V[]
  nin?: readonly V[]
  exists?: boolean
}
/** Of a list one of its values is compared. */
type Compared<V> = V extends readonly (infer One)[] ? One : V

/** Conditions that all must hold: `{status: 'New', total: {gte: 10}, 'customer.city': 'Oslo'}`. */
export type Filter<C extends Collection> = {
  [F in FieldOf<C>]?: Compared<C['record'][F]> | Tests<Compared<C['record'][F]>>
} & { [hop: `${string}.${string}`]: unknown } & {
  and?: readonly Filter<C>[]
  or?: readonly Filter<C>[]
}

/** Which records are meant. */
export interface Selection<C extends Collection> {
  filter?: Filter<C> | undefined
  /** Words; each begins a word of some text field. */
  search?: string | undefined
}

export interface ListOptions<C extends Collection, F extends FieldOf<C>, P extends PathOf<C>>
  extends Selection<C>, CallOptions {
  /** Fields by which they are ordered; `-` in front: descending. */
  sort?: SortOf<C> | readonly SortOf<C>[] | undefined
  /** Only these, and the id. */
  fields?: readonly F[] | undefined
  /** Related records that come along. */
  expand?: readonly P[] | undefined
  /** Records a page, at most 200. */
  limit?: number | undefined
}

type SortOf<C extends Collection> = FieldOf<C> | `-${FieldOf<C>}`

export interface PageOptions<C extends Collection, F extends FieldOf<C>, P extends PathOf<C>> extends ListOptions<
  C,
  F,
  P
> {
  /** `meta.nextCursor` of the page before. */
  cursor?: string | undefined
  /** Number of the page from 1, in place of a cursor. */
  page?: number | undefined
  /** Tells in `meta.count` how many there are in all. */
  count?: boolean | undefined
}

/** A record as it was asked for. */
export type Shown<C extends Collection, F extends FieldOf<C>, P extends PathOf<C>> = Pick<
  C['record'],
  F | ('id' & keyof C['record'])
> &
  Expanded<C, P>

type Expanded<C extends Collection, P extends PathOf<C>> = [P] extends [never]
  ? unknown
  : { expand: Pick<C['expand'], FirstOf<P> & keyof C['expand']> }
type FirstOf<P extends string> = P extends `${infer First}.${string}` ? First : P

export interface AggregateOptions<C extends Collection, G extends FieldOf<C>>
  extends Selection<C>, CallOptions, Partial<Record<Aggregate, readonly FieldOf<C>[] | undefined>> {
  /** One row for each combination of these. */
  groupBy?: readonly G[] | undefined
}

/** One group of records. `sum`, `avg`, …: by field; of no records there is none. */
export type Group<C extends Collection, G extends FieldOf<C>> = {
  group: Pick<C['record'], G>
  count: number
} & Partial<Record<'sum' | 'avg', Record<string, number | null>>> &
  Partial<Record<'min' | 'max', Record<string, Json>>> &
  Partial<Record<'countDistinct', Record<string, number>>>

/** Guards a change: it is refused (`precondition_failed`) when the record is no longer of this version. */
export interface ChangeOptions extends CallOptions {
  ifVersion?: number | undefined
}

/** Where a collection is. */
export interface Place {
  /** Id or address of the project. */
  project: string
  collection: string
  env?: 'draft' | 'live' | undefined
}

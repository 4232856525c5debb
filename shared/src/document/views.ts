import type { Role } from '../access/roles.ts'
import type { QueryParameter } from '../contracts/dataSources.ts'
import type { Json } from '../json.ts'

/** Parsed, always valid picture of one row. Views never expose Y types; operations are the only way to change something. */
export interface Place {
  parentId: string
  index: string
  previousParentId: string | null
}

export interface Frame {
  x: number
  y: number
  w: number
  h: number
}

export type Breakpoint = 'desktop' | 'phone'

export interface NodeView {
  id: string
  /** A widget type; unknown types are kept and shown as a placeholder. */
  type: string
  /** Shown name: the user's, else the widget definition's label. */
  name: string
  /** Where it is, after cycles are cut and missing parents are recovered [M4]. */
  parentId: string
  index: string
  trashed: boolean
  locked: boolean
  hidden: boolean
  frame: Frame
  /** `frame@phone` etc.: geometry overrides per breakpoint. */
  frames: Partial<Record<Breakpoint, Frame>>
  props: Record<string, Json>
  styles: Record<string, Json>
  /** `s@<breakpoint>:<style>` overrides. */
  overrides: Partial<Record<Breakpoint, Record<string, Json>>>
  /** `b:<prop>` → expression source. */
  bindings: Record<string, string>
  /** `e:<event>` → list of actions. */
  events: Record<string, Json>
  /** `x:<name>` → current string of the Y.Text. */
  texts: Record<string, string>
}

export interface ScreenView {
  id: string
  name: string
  route: string
  title: string
  /** Who may open it in the published app. */
  access: Audience
  index: string
  trashed: boolean
}

export type FieldType =
  | 'text'
  | 'longText'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'date'
  | 'datetime'
  | 'email'
  | 'url'
  | 'select'
  | 'multiSelect'
  | 'file'
  | 'json'
  | 'relation'
  | 'user'
  | 'autoNumber'
  | 'computed'

/** What happens to records that refer to one that is deleted. */
export type OnDelete = 'restrict' | 'setNull' | 'cascade'
/** What a computed field answers. */
export type ComputedType = 'text' | 'number' | 'boolean' | 'date' | 'datetime' | 'json'

export interface OptionView {
  id: string
  label: string
  colour: string | null
  index: string
}

export const NUMBER_LOOKS = ['number', 'currency', 'percent'] as const
export type NumberLook = (typeof NUMBER_LOOKS)[number]

export interface FieldConstraints {
  required?: boolean
  unique?: boolean
  indexed?: boolean
  default?: Json
  min?: number
  max?: number
  minLength?: number
  maxLength?: number
  pattern?: string
  /** Of a relation: id of the model that it points to. */
  target?: string
  /** Of a relation, user or file: a list of them. */
  many?: boolean
  /** Of a relation; absent: `restrict`. */
  onDelete?: OnDelete
  /** Of a computed field: JSONata over the record's own values, by their API names. */
  expression?: string
  /** Of a computed field; absent: `text`. */
  result?: ComputedType
  /** Files: kinds that are taken, as in HTML: `image/*,.pdf`. */
  accept?: string
  /** Files: the largest, in megabytes. */
  maxSize?: number
  /** Files: how many at most. */
  maxFiles?: number
  /** How people read a number; absent: as it is. */
  shownAs?: NumberLook
  /** Of a number that is money: ISO 4217; absent: EUR. */
  currency?: string
  /** Of a number: places that are always shown. */
  decimals?: number
}

export interface FieldAccess {
  read?: Audience
  write?: Audience
  /** What must hold of a record, beside who it is; as stored: names are ids. */
  when?: Partial<Record<FieldUse, string>>
}

export type FieldUse = 'read' | 'write'

export interface FieldView {
  id: string
  modelId: string
  /** API name, `[a-z][A-Za-z0-9_]*`, unique in the model (a later duplicate gets a suffix in the view). */
  name: string
  label: string
  type: FieldType
  index: string
  /** The default of a select is the label of its option here; the document keeps its id [M12]. */
  constraints: FieldConstraints
  /** Who reads and writes it, of those whom the model's rules let in. Absent: all of them. */
  access?: FieldAccess
  /** Of an app as it is served: who asked sees it in some records only. */
  isPartly?: boolean
  options: OptionView[]
  /** Options that were taken away; records that have them keep and show them. */
  retired: OptionView[]
}

/**
 * Who may do one operation on a model's records: everybody; whoever is signed in; app users; app users with a role of the app;
 * app users with the records that they created; members from that role upwards; or API keys (and
 * owners), which within their scopes are as much as an editor. New models are closed: reading needs
 * `viewer`, writing `editor`.
 */
export type Audience = 'public' | 'signedIn' | 'appUser' | `app:${string}` | 'own' | 'apiKey' | Role
export type RecordOperation = 'list' | 'read' | 'create' | 'update' | 'delete'

export interface ModelView {
  id: string
  /** Collection name in URLs, unique in the project. */
  name: string
  label: string
  index: string
  rules: Record<RecordOperation, Audience>
  /** What must hold of a record, beside its rule's audience; as stored: names are ids. Absent: nothing. */
  conditions?: Partial<Record<RecordOperation, string>>
  /** Who is neither signed in nor has an API key proves a moment's work of his device for each new record. */
  proof?: true
  fields: FieldView[]
}

/** A question to a data source, as the project keeps it; where the source is and its secret are not in the document. */
export interface QueryView {
  id: string
  /** In addresses and expressions, unique in the project. */
  name: string
  /** Id of the data source; empty until one is chosen. */
  sourceId: string
  index: string
  /** What is asked, in the words of the source, with `{{parameters}}`. */
  request: string
  /** JSONata on the answer; empty for none. */
  transform: string
  parameters: QueryParameter[]
  /** Seconds for which an answer is kept; 0 for none. */
  cacheTtl: number
  /** Who may run it. */
  run: Audience
}

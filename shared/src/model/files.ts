import { isObject, type Json } from '../json.ts'

/** What is known of a file without its bytes. `type` is what its content says, not what its sender said. */
export type FileDescriptor = {
  id: string
  name: string
  /** Media type, as `image/png`. */
  type: string
  /** In bytes. */
  size: number
}

/** What a place for files takes. */
export interface FileRules {
  multiple: boolean
  /** Media types, `image/*` or endings as `.docx`; none: everything. */
  accept: readonly string[]
  /** Of one file, in bytes; null: as much as the server takes. */
  maxBytes: number | null
  maxFiles: number
}

export const MEGABYTE = 1024 * 1024
/** Where nobody says less. */
export const MOST_FILES = 50

/** Constraints of a field, or the props of an input, which may be anything. */
interface GivenRules {
  many?: Json | undefined
  multiple?: Json | undefined
  accept?: Json | undefined
  maxSize?: Json | undefined
  maxFiles?: Json | undefined
}

/** The rules in a field's constraints, or in the props of an input. Total: what makes no sense is as if absent. */
export function fileRulesOf(given: GivenRules): FileRules {
  const { accept, maxSize, maxFiles } = given
  const multiple = given.many === true || given.multiple === true
  return {
    multiple,
    accept: (typeof accept === 'string' ? accept : '')
      .split(',')
      .map((part) => part.trim().toLowerCase())
      .filter((part) => /^(\.[a-z0-9]{1,12}|[a-z]+\/(\*|[a-z0-9][a-z0-9.+-]*))$/.test(part)),
    maxBytes: isPositive(maxSize) ? Math.round(maxSize * MEGABYTE) : null,
    maxFiles: !multiple ? 1 : isPositive(maxFiles) ? Math.min(Math.floor(maxFiles), MOST_FILES) : MOST_FILES,
  }
}

function isPositive(value: Json | undefined): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0
}

/** True when a file is of one of the kinds. */
export function isAccepted(accept: readonly string[], { name, type }: Pick<FileDescriptor, 'name' | 'type'>): boolean {
  if (accept.length === 0) return true
  return accept.some((kind) => {
    if (kind.startsWith('.')) return name.toLowerCase().endsWith(kind)
    return kind.endsWith('/*') ? type.startsWith(kind.slice(0, -1)) : type === kind
  })
}

/** The files in a stored or answered value, one or many; what is none is left out. */
export function filesIn(value: Json | undefined): FileDescriptor[] {
  const list = Array.isArray(value) ? value : [value]
  return list.filter((one): one is FileDescriptor => isFile(one))
}

function isFile(value: Json | undefined): value is FileDescriptor {
  return (
    isObject(value) &&
    typeof value['id'] === 'string' &&
    typeof value['name'] === 'string' &&
    typeof value['type'] === 'string' &&
    typeof value['size'] === 'number'
  )
}

/** Kinds of which smaller variants are made. */
export function isPicture(type: string): boolean {
  return PICTURES.has(type)
}

const PICTURES: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/avif', 'image/gif'])

/** Widths of the variants of a picture, in pixels. */
export const VARIANTS = { small: 160, medium: 640, large: 1_600 } as const
export type VariantName = keyof typeof VARIANTS

import { Readable } from 'node:stream'

import { AppError } from '@axiom/shared/errors'
import { isPicture, type VariantName } from '@axiom/shared/model/files'

import type { BlobStore, ByteRange } from '../../platform/blob/blobStore.ts'
import type { Context } from '../../platform/http/types.ts'
import type { FileMetrics } from './fileMetrics.ts'
import { disposition } from './fileName.ts'
import { keysOf } from './keys.ts'
import type { Links } from './links.ts'
import { ASSET, type FileStore, type StoredFile } from './store.ts'

export interface ContentQuery {
  variant?: VariantName | undefined
  download?: '1' | undefined
  until?: string | undefined
  signature?: string | undefined
}

/** Kinds that a browser shows without running anything of theirs in our name; all others are only saved. */
const SHOWN =
  /^(image\/(jpeg|png|webp|avif|gif)|video\/(mp4|webm|ogg)|audio\/[a-z0-9.+-]+|application\/pdf|text\/plain)$/
const YEAR = 31_536_000

export interface ContentDeps {
  store: FileStore
  blobs: BlobStore
  links: Links
  metrics: FileMetrics
}

/** Answers the bytes of a file: whole, a range, a smaller variant, or that nothing has changed. */
export function createContent({ store, blobs, links, metrics }: ContentDeps) {
  async function find(projectId: string, id: string, { until, signature }: ContentQuery): Promise<StoredFile> {
    const file = await store.find(projectId, id)
    if (!file || file.state === 'uploading' || file.state === 'removing') throw new AppError('not_found')
    if (file.purpose !== ASSET) {
      const verdict = links.judge({ projectId, id }, { until: until ?? '', signature: signature ?? '' })
      // Who has no link does not learn that there is something.
      if (verdict !== 'good') throw new AppError(verdict === 'ended' ? 'link_expired' : 'not_found')
    }
    if (file.state === 'scanning') throw new AppError('file_scanning', { retryAfter: 2 })
    if (file.state === 'infected') throw new AppError('file_infected')
    return file
  }

  return async (ctx: Context, projectId: string, id: string, query: ContentQuery): Promise<Readable | undefined> => {
    const file = await find(projectId, id, query)
    const { key, type, tag } = choose(file, query.variant)
    const size = key === keysOf(file).original ? file.size : await blobs.size(key)
    if (size === null) throw new AppError('not_found')
    setHeaders(ctx, file, { type, tag, isDownload: query.download !== undefined })
    if (ctx.fresh) {
      ctx.status = 304
      return undefined
    }
    const range = readRange(ctx, size)
    const length = range ? range.end - range.start + 1 : size
    if (range) {
      ctx.status = 206
      ctx.set('Content-Range', `bytes ${range.start}-${range.end}/${size}`)
    }
    ctx.length = length
    if (ctx.method === 'HEAD') return Readable.from([])
    const body = await blobs.read(key, range)
    if (!body) throw new AppError('not_found')
    metrics.moved('out', length)
    return body
  }
}

export type Content = ReturnType<typeof createContent>

/** A picture without (or before) its variants is shown as it is. */
function choose(file: StoredFile, variant: VariantName | undefined): { key: string; type: string; tag: string } {
  const { original, variant: variantKey } = keysOf(file)
  const tag = file.sha256 ?? file._id
  if (variant === undefined || !isPicture(file.type)) return { key: original, type: file.type, tag }
  const made = file.variants.includes(variant) ? variant : file.variants.at(-1)
  return made === undefined
    ? { key: original, type: file.type, tag }
    : { key: variantKey(made), type: 'image/webp', tag: `${tag}-${made}` }
}

interface Shown {
  type: string
  tag: string
  isDownload: boolean
}

function setHeaders(ctx: Context, file: StoredFile, { type, tag, isDownload }: Shown): void {
  const isAsset = file.purpose === ASSET
  const isShown = SHOWN.test(type) && !isDownload
  // The browser's own reader of PDF files does not work in a sandbox; scripts in them never reach the page.
  const policy =
    type === 'application/pdf' ? "default-src 'none'" : "default-src 'none'; style-src 'unsafe-inline'; sandbox"
  // Variants come a moment after the picture.
  const isFinal = file.isProcessed
  ctx.set({
    'Content-Type': type.startsWith('text/') ? `${type}; charset=utf-8` : type,
    'Content-Disposition': disposition(isShown ? 'inline' : 'attachment', file.name),
    'Content-Security-Policy': policy,
    'Accept-Ranges': 'bytes',
    ETag: `"${tag}"`,
    'Cache-Control': !isFinal ? 'no-cache' : isAsset ? `public, max-age=${YEAR}, immutable` : 'private, max-age=3600',
  })
  // Everybody may show what is for everybody, also by way of another host in front.
  if (isAsset) ctx.set('Cross-Origin-Resource-Policy', 'cross-origin')
}

/** One range; several at once are answered by all of it, as HTTP allows. */
function readRange(ctx: Context, size: number): ByteRange | undefined {
  const ifRange = ctx.get('If-Range')
  if (ifRange !== '' && ifRange !== ctx.response.get('ETag')) return undefined
  const [, first, last] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(ctx.get('Range')) ?? []
  if (first === undefined || last === undefined || first + last === '') return undefined
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1)
  if (start <= end) return { start, end }
  ctx.set('Content-Range', `bytes */${size}`)
  throw new AppError('range_not_satisfiable')
}

import { TUS_VERSION, type Upload, UPLOAD_TYPE } from '@axiom/shared/contracts/files'
import { AppError } from '@axiom/shared/errors'

import type { Context } from '../../platform/http/types.ts'

/** What a new upload says about itself. */
export interface UploadHeaders {
  size: number
  metadata: ReadonlyMap<string, string>
}

/** Throws `precondition_failed` for another protocol, `invalid_input` for what it does not have. */
export function readCreation(ctx: Context): UploadHeaders {
  demandTus(ctx)
  const size = readCount(ctx, 'Upload-Length')
  return { size, metadata: readMetadata(ctx.get('Upload-Metadata')) }
}

/** The place of the bytes that follow. */
export function readOffset(ctx: Context): number {
  demandTus(ctx)
  if (!bringsBytes(ctx)) throw new AppError('unsupported_media_type', { message: `Send the bytes as ${UPLOAD_TYPE}.` })
  return readCount(ctx, 'Upload-Offset')
}

/** A creation may bring the first bytes along. */
export function bringsBytes(ctx: Context): boolean {
  return ctx.get('Content-Type').split(';', 1)[0] === UPLOAD_TYPE
}

/** What every answer about an upload carries. */
export function tellUpload(ctx: Context, { offset, size }: Pick<Upload, 'offset' | 'size'>): void {
  ctx.set({
    'Tus-Resumable': TUS_VERSION,
    'Upload-Offset': String(offset),
    'Upload-Length': String(size),
    'Cache-Control': 'no-store',
  })
}

function demandTus(ctx: Context): void {
  if (ctx.get('Tus-Resumable') === TUS_VERSION) return
  ctx.set('Tus-Version', TUS_VERSION)
  throw new AppError('precondition_failed', { message: `Send Tus-Resumable: ${TUS_VERSION}; uploads speak tus.` })
}

function readCount(ctx: Context, header: string): number {
  const text = ctx.get(header)
  const count = Number(text)
  if (/^\d{1,15}$/.test(text) && Number.isSafeInteger(count)) return count
  throw new AppError('invalid_input', {
    errors: [{ path: header, code: 'invalid', message: 'must be a number of bytes' }],
  })
}

function readMetadata(header: string): ReadonlyMap<string, string> {
  if (header.length > 4_096) throw invalidMetadata()
  const pairs = header.split(',').flatMap((pair): [string, string][] => {
    const [name = '', value = ''] = pair.trim().split(' ')
    return name === '' ? [] : [[name, decode(value)]]
  })
  return new Map(pairs)
}

function decode(value: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(value, 'base64'))
  } catch (error) {
    if (error instanceof TypeError) throw invalidMetadata()
    throw error
  }
}

function invalidMetadata(): AppError {
  return new AppError('invalid_input', {
    errors: [{ path: 'Upload-Metadata', code: 'invalid', message: 'must be names and values in base64, not too many' }],
  })
}

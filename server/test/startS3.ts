import { createHash, createHmac } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

import type { S3Options } from '../src/platform/blob/s3Blobs.ts'

export interface TestS3 {
  options: S3Options & { endpoint: string }
  /** Keys of what is there. */
  keys(): string[]
  close(): Promise<void>
}

const ACCESS_KEY = 'test-key'
const SECRET_KEY = 'test secret of the bucket'
const BUCKET = 'axiom'

/**
 * As much of S3 as the client asks for, on a free port: objects of one bucket in memory. Signatures (version 4) are checked, a body that
 * ends early is not kept, ranges are answered as written. (s3rver, which one finds for this, checks no such signature, keeps half a body,
 * and takes bytes=0-0 for all of them.)
 */
export async function startS3(): Promise<TestS3> {
  const objects = new Map<string, Buffer>()
  const server = createServer((request, response) => {
    void answer(objects, request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    options: {
      bucket: BUCKET,
      region: 'us-east-1',
      endpoint: `http://127.0.0.1:${port}`,
      accessKeyId: ACCESS_KEY,
      secretAccessKey: SECRET_KEY,
    },
    keys: () => [...objects.keys()].sort(),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function answer(objects: Map<string, Buffer>, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://s3')
  const [, bucket = '', ...rest] = url.pathname.split('/')
  const key = decodeURIComponent(rest.join('/'))
  const refuse = (status: number, code: string): void => {
    request.resume()
    response.writeHead(status, { 'content-type': 'application/xml' })
    response.end(request.method === 'HEAD' ? '' : `<Error><Code>${code}</Code><Message>${code}</Message></Error>`)
  }
  if (!isSigned(request, url)) return refuse(403, 'SignatureDoesNotMatch')
  if (bucket !== BUCKET) return refuse(404, 'NoSuchBucket')
  if (key === '') return list(objects, response)
  if (request.method === 'PUT') {
    const body = await readWhole(request)
    // The sender is gone: there is nobody to answer, and nothing to keep.
    if (body === null) return
    objects.set(key, body)
    response.writeHead(200, { etag: `"${createHash('md5').update(body).digest('hex')}"` }).end()
    return
  }
  if (request.method === 'DELETE') {
    objects.delete(key)
    response.writeHead(204).end()
    return
  }
  const object = objects.get(key)
  return object ? send(request, response, object) : refuse(404, 'NoSuchKey')
}

function list(objects: Map<string, Buffer>, response: ServerResponse): void {
  const contents = [...objects].map(
    ([key, { length }]) => `<Contents><Key>${key}</Key><Size>${length}</Size></Contents>`,
  )
  response.writeHead(200, { 'content-type': 'application/xml' })
  response.end(
    `<ListBucketResult><Name>${BUCKET}</Name><KeyCount>${objects.size}</KeyCount>${contents.join('')}</ListBucketResult>`,
  )
}

function send({ method, headers }: IncomingMessage, response: ServerResponse, object: Buffer): void {
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? []
  if (first === undefined || last === undefined) {
    response.writeHead(200, { 'content-length': object.length }).end(method === 'HEAD' ? undefined : object)
    return
  }
  const part = object.subarray(Number(first), Number(last) + 1)
  response.writeHead(206, { 'content-length': part.length, 'content-range': `bytes ${first}-${last}/${object.length}` })
  response.end(part)
}

/** Null when it ends before as many bytes have come as were promised. */
async function readWhole(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ECONNRESET') return null
    throw error
  }
  const body = Buffer.concat(chunks)
  return body.length === Number(request.headers['content-length']) ? body : null
}

/** AWS Signature Version 4, computed again. */
function isSigned(request: IncomingMessage, url: URL): boolean {
  const header = request.headers.authorization ?? ''
  const [, credential = '', names = '', signature] =
    /^AWS4-HMAC-SHA256 Credential=([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(header) ?? []
  const [accessKey, ...scope] = credential.split('/')
  if (accessKey !== ACCESS_KEY) return false
  const of = (name: string): string => String(request.headers[name] ?? '').trim()
  const query = [...url.searchParams].map(([name, value]) => `${encode(name)}=${encode(value)}`).sort()
  const canonical = [
    request.method,
    url.pathname,
    query.join('&'),
    ...names.split(';').map((name) => `${name}:${of(name)}`),
    '',
    names,
    of('x-amz-content-sha256'),
  ].join('\n')
  const text = ['AWS4-HMAC-SHA256', of('x-amz-date'), scope.join('/'), sha256(canonical)].join('\n')
  const key = scope.reduce<Buffer | string>((secret, part) => hmac(secret, part), `AWS4${SECRET_KEY}`)
  return hmac(key, text).toString('hex') === signature
}

const encode = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const hmac = (key: Buffer | string, text: string): Buffer => createHmac('sha256', key).update(text).digest()

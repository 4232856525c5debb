import { FileValue, type Upload } from '@axiom/shared/contracts/files'

import type { Answer, Client, TestServer } from './createTestServer.ts'

type Bytes = string | Uint8Array

const encode = (metadata: Record<string, string>): string =>
  Object.entries(metadata)
    .map(([name, value]) => `${name} ${Buffer.from(value).toString('base64')}`)
    .join(',')

const tus = { 'tus-resumable': '1.0.0', 'content-type': 'application/offset+octet-stream' }
const toBytes = (bytes: Bytes): Uint8Array => (typeof bytes === 'string' ? Buffer.from(bytes) : bytes)

export interface Uploading {
  /** Where uploads begin. */
  path: string
  name: string
  bytes: Bytes
  metadata?: Record<string, string>
}

/** Begins an upload without bytes. */
export function begin(call: Client['call'], { path, name, bytes, metadata = {} }: Uploading): Promise<Answer<Upload>> {
  const headers = {
    'tus-resumable': '1.0.0',
    'upload-length': String(toBytes(bytes).length),
    'upload-metadata': encode({ filename: name, ...metadata }),
  }
  return call('POST', path, undefined, headers)
}

/** Sends a file in one request. */
export function upload(call: Client['call'], { path, name, bytes, metadata = {} }: Uploading): Promise<Answer<Upload>> {
  const headers = {
    ...tus,
    'upload-length': String(toBytes(bytes).length),
    'upload-metadata': encode({ filename: name, ...metadata }),
  }
  return call('POST', path, toBytes(bytes), headers)
}

/** Sends the next bytes. */
export function append(call: Client['call'], path: string, offset: number, bytes: Bytes): Promise<Answer> {
  return call('PATCH', path, toBytes(bytes), { ...tus, 'upload-offset': String(offset) })
}

export interface Download {
  status: number
  headers: Headers
  bytes: Buffer
}

/** Reads an address as a browser does: without a token. */
export async function download(
  server: Pick<TestServer, 'url'>,
  path: string,
  headers: Record<string, string> = {},
): Promise<Download> {
  const answer = await fetch(server.url + path, { headers })
  return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) }
}

/** The file in a field of a record. */
export function fileIn(value: unknown): FileValue {
  return FileValue.parse(value)
}

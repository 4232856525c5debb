import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, expect, it } from 'vitest'

import { startS3, type TestS3 } from '../../../test/startS3.ts'
import { describeBlobs } from './blob.contract.ts'
import { openDiskBlobs } from './diskBlobs.ts'
import { openS3Blobs } from './s3Blobs.ts'

let folder: string
let s3: TestS3

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'axiom-blobs-'))
  s3 = await startS3()
})
afterAll(async () => {
  await s3.close()
  await rm(folder, { recursive: true })
})

describeBlobs('a folder', () => openDiskBlobs(join(folder, 'files')))
describeBlobs('an S3-compatible store', () => openS3Blobs(s3.options))

it('[F1] leaves no draft behind in the folder', async () => {
  const names = await readdir(join(folder, 'files'), { recursive: true })
  expect(names.filter((name) => name.split('/').some((part) => part.startsWith('.')))).toEqual([])
})

it('[F1] says what is wrong with a bucket that is not there, and with a wrong key', async () => {
  for (const wrong of [{ bucket: 'elsewhere' }, { secretAccessKey: 'wrong' }]) {
    const blobs = await openS3Blobs({ ...s3.options, ...wrong })
    await expect(blobs.ping()).rejects.toThrow()
    await blobs.close()
  }
})

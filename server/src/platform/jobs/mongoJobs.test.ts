import { afterAll, beforeAll, describe } from 'vitest'

import { startRedis, type TestRedis } from '../../../test/startRedis.ts'
import { testStores } from '../db/test/testDatabase.ts'
import { describeJobs } from './jobs.contract.ts'

describeJobs('a store on MongoDB', { storesOf: testStores })

describe('with Redis', () => {
  let redis: TestRedis
  beforeAll(async () => {
    redis = await startRedis()
  })
  afterAll(() => redis.close())

  describeJobs('BullMQ, on MongoDB', { storesOf: testStores, redisUrl: () => redis.url })
})

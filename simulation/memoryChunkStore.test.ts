import { describeChunkStore } from '../server/src/collaboration/storage/chunkStore.contract.ts'
import { MemoryChunkStore, MemoryLog } from './memoryChunkStore.ts'

describeChunkStore('in memory', async () => {
  const log = new MemoryLog()
  return { open: () => new MemoryChunkStore(log), remove: async () => undefined }
})

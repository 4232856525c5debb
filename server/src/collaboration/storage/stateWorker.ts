import { mergeUpdates, packState, rebuildState, unpackState } from './projectState.ts'
import { sliceUpdate } from './slices.ts'
import type { StateAnswers, StateProtocol, StateRequest } from './stateProtocol.ts'
import { answerRequests } from './storageThread.ts'

answerRequests<StateProtocol>(handle, () => undefined)

function handle(request: StateRequest): StateAnswers[keyof StateAnswers] {
  switch (request.kind) {
    case 'merge':
      return mergeUpdates(request.updates)
    case 'rebuild':
      return rebuildState(request.updates)
    case 'pack':
      return packState(request.updates)
    case 'unpack':
      return unpackState(request.bytes)
    case 'slice':
      return sliceUpdate(request.update, request.size)
  }
}

import { CLOSE_CODES } from '@axiom/shared/protocol/closeCodes'
import { expect, it } from 'vitest'

import { HOCUSPOCUS, yWebsocket } from './dialect.ts'

it('[C18] a plain client comes back after what passes: y-websocket takes 4400 to 4499 for final', () => {
  const plain = yWebsocket('project1', 'token')
  for (const code of [CLOSE_CODES.slowDown, 4408, 1001, 1013]) {
    expect(plain.closeCode(code)).toSatisfy((said: number) => said < 4400)
    expect(HOCUSPOCUS.closeCode(code)).toBe(code)
  }
  for (const code of [CLOSE_CODES.signInAgain, CLOSE_CODES.noAccess, CLOSE_CODES.refused])
    expect(plain.closeCode(code)).toBe(code)
})

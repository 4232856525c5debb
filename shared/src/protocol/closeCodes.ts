/** Why the server ends a socket. None of them may ever drop local edits (docs: collaboration). */
export const CLOSE_CODES = {
  signInAgain: 4401,
  noAccess: 4403,
  tooOld: 4409,
  tooLarge: 4413,
  /** To plain Yjs clients only, which cannot be told in another way that an edit was not accepted. */
  refused: 4422,
  slowDown: 4429,
  tryLater: 1013,
} as const

/** The reason of a `tooOld` that needs no newer editor, only a new copy of the document [C15]. */
export const EPOCH_OVER = 'epoch_over'

export type CloseCode = (typeof CLOSE_CODES)[keyof typeof CLOSE_CODES]

import { accountTexts } from './accountTexts.ts'
import { createTexts } from './translate.ts'

/** The words of an app's own account pages. */
export const a = createTexts(accountTexts)

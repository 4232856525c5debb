import { expect, it } from 'vitest'

import { THEME_TOKENS } from '../widgets/theme.ts'
import { describeKey } from './schema.ts'

it.each(THEME_TOKENS)('[M1] the layout has the theme token $token', ({ token }) => {
  expect(describeKey('theme', token)).toMatchObject({ kind: 'register', clientWritable: true })
})

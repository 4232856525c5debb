import {
  convertCssVariables,
  deepMerge,
  defaultCssVariablesResolver,
  DEFAULT_THEME,
  mergeMantineTheme,
} from '@mantine/core'

import { cssVariablesResolver, theme } from './theme.ts'

/** Mantine's CSS variables as one static sheet: at run time they would be a style tag, which the strict policy forbids. */
export function mantineVariablesCss(): string {
  const merged = mergeMantineTheme(DEFAULT_THEME, theme)
  return convertCssVariables(deepMerge(defaultCssVariablesResolver(merged), cssVariablesResolver(merged)), ':root')
}

/** Texts of a theme, each with a colour that is behind it. */
export const TEXT_PAIRS = [
  ['text', 'background'],
  ['text', 'surface'],
  ['muted', 'background'],
  ['muted', 'surface'],
  ['primary', 'surface'],
  ['onPrimary', 'primary'],
  ['danger', 'surface'],
  ['success', 'surface'],
] as const

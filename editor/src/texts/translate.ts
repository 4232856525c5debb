/** Words by key; `{name}` stands for a parameter, `{count:change|changes}` for the word that fits the number. */
export type Catalogue = Readonly<Record<string, string>>

export type Params = Readonly<Record<string, string | number>>

/** Reads one catalogue. A parameter that is not given stays visible, so that the mistake is seen. */
export function createTexts<Words extends Catalogue>(words: Words): (key: keyof Words, params?: Params) => string {
  return (key, params = {}) =>
    String(words[key]).replaceAll(
      /\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g,
      (whole, name: string, one?: string, many?: string) =>
        one === undefined ? String(params[name] ?? whole) : String(params[name] === 1 ? one : many),
    )
}

import { RE2JS } from 're2js'

/**
 * A pattern that the server can check without ever hanging (RE2: no look-around, no back-references) and that readers of the published
 * schema understand (ECMA-262). Others count as absent; the model's author sees it in the editor.
 */
export function isUsablePattern(pattern: string): boolean {
  try {
    RE2JS.compile(pattern)
    return new RegExp(pattern, 'u') instanceof RegExp
  } catch {
    return false
  }
}

import { RE2JS } from 're2js'

/**
 * A JSONata `RegexEngine` on RE2: linear in the text, so that no pattern can hang the page (`/^(a+)+$/` ran 9 s on the built-in
 * one). Back-references and look-around do not exist there and are refused when the expression is compiled.
 */
export class SafeRegex {
  readonly #pattern: RE2JS
  readonly flags: string
  readonly source: string
  lastIndex = 0

  constructor(source: string | RegExp, flags = '') {
    const text = typeof source === 'string' ? source : source.source
    const wanted = typeof source === 'string' ? flags : source.flags
    let mode = 0
    if (wanted.includes('i')) mode |= RE2JS.CASE_INSENSITIVE
    if (wanted.includes('m')) mode |= RE2JS.MULTILINE
    this.source = text
    this.flags = wanted.includes('g') ? wanted : `${wanted}g`
    this.#pattern = RE2JS.compile(text, mode)
  }

  /** Like `RegExp.prototype.exec` with the `g` flag: goes on from `lastIndex`. */
  exec(text: string): RegExpExecArray | null {
    const matcher = this.#pattern.matcher(text)
    if (this.lastIndex > text.length || !matcher.find(this.lastIndex)) {
      this.lastIndex = 0
      return null
    }
    const groups = Array.from({ length: matcher.groupCount() + 1 }, (_, i) => matcher.group(i) ?? '')
    this.lastIndex = matcher.end() > matcher.start() ? matcher.end() : matcher.end() + 1
    return Object.assign(groups, { index: matcher.start(), input: text }) as unknown as RegExpExecArray
  }

  test(text: string): boolean {
    return this.exec(text) !== null
  }
}

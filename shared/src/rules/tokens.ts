import { RuleError, type Span } from './ast.ts'

export type Token = Span & { kind: 'word' | 'id' | 'text' | 'number' | 'sign' | 'end'; text: string }

const PATTERNS: readonly [Token['kind'], RegExp][] = [
  ['word', /[A-Za-z_][A-Za-z0-9_]*/y],
  ['id', /#[A-Za-z0-9_-]{1,40}/y],
  ['text', /"(?:[^"\\\n]|\\.)*"|'[^'\n]*'/y],
  ['number', /-?\d+(?:\.\d+)?/y],
  ['sign', /!=|<=|>=|[=<>()[\],.]/y],
]

/** The words and signs of a condition, with one that ends it. Throws `RuleError`. */
export function readTokens(source: string): Token[] {
  const tokens: Token[] = []
  let at = skipSpace(source, 0)
  while (at < source.length) {
    const token = readToken(source, at)
    tokens.push(token)
    at = skipSpace(source, token.end)
  }
  tokens.push({ kind: 'end', text: '', at: source.length, end: source.length })
  return tokens
}

function readToken(source: string, at: number): Token {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at
    const text = pattern.exec(source)?.[0]
    if (text !== undefined) return { kind, text, at, end: at + text.length }
  }
  const char = source.charAt(at)
  if (char === '"' || char === "'")
    throw new RuleError('This text has no end: a quote is missing.', { at, end: source.length })
  const hint =
    char === '&' ? ' Write "and".' : char === '|' ? ' Write "or".' : char === '!' ? ' Write "not" or "!=".' : ''
  throw new RuleError(`"${char}" means nothing here.${hint}`, { at, end: at + 1 })
}

function skipSpace(source: string, from: number): number {
  let at = from
  while (/\s/.test(source.charAt(at))) at++
  return at
}

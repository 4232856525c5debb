import { type Operand, RULE_OPERATORS, RuleError, type RuleOperator, type Scalar, type Written } from './ast.ts'
import { readTokens, type Token } from './tokens.ts'

/** Characters of a condition. */
export const RULE_LENGTH = 2_000
const MOST_COMPARISONS = 40
const MOST_ITEMS = 100
const MOST_DEPTH = 20

const LITERALS: ReadonlyMap<string, Scalar> = new Map<string, Scalar>([
  ['true', true],
  ['false', false],
  ['null', null],
])

/**
 * Reads a condition: `record.status = "open" and not (record.customer.region != caller.region)`. Only its form is judged here.
 * Throws `RuleError`.
 */
export function parseRule(source: string): Written {
  if (source.length > RULE_LENGTH)
    throw new RuleError(`A condition may have ${RULE_LENGTH} characters.`, { at: RULE_LENGTH, end: source.length })
  const parser = new Parser(readTokens(source))
  return parser.whole()
}

class Parser {
  readonly #tokens: readonly Token[]
  #next = 0
  #comparisons = 0
  #depth = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  whole(): Written {
    const whole = this.#joined('or')
    const rest = this.#peek()
    if (rest.kind !== 'end')
      throw new RuleError(`"${rest.text}" is not expected here. Join conditions by "and" or "or".`, rest)
    return whole
  }

  /** `or` binds less than `and`. */
  #joined(word: 'or' | 'and'): Written {
    const part = (): Written => (word === 'or' ? this.#joined('and') : this.#negated())
    const first = part()
    const parts = [first]
    while (this.#takes(word)) parts.push(part())
    if (parts.length === 1) return first
    return { kind: word, parts, at: first.at, end: parts.at(-1)?.end ?? first.end }
  }

  #negated(): Written {
    const { at, end } = this.#peek()
    if (++this.#depth > MOST_DEPTH) throw new RuleError('This is nested too deeply.', { at, end })
    try {
      if (this.#takes('not')) {
        const part = this.#negated()
        return { kind: 'not', part, at, end: part.end }
      }
      if (!this.#takes('(')) return this.#comparison()
      const inner = this.#joined('or')
      this.#demand(')', 'A bracket is not closed here.')
      return inner
    } finally {
      this.#depth--
    }
  }

  #comparison(): Written {
    const left = this.#operand()
    if (++this.#comparisons > MOST_COMPARISONS)
      throw new RuleError(`A condition may have ${MOST_COMPARISONS} comparisons.`, left)
    const { at } = left
    const isNegated = this.#peek().text === 'not' && this.#peek(1).text === 'in'
    if (isNegated) this.#next++
    const operator = this.#operator()
    if (operator === null) return { kind: 'alone', operand: left, at, end: left.end }
    const right = this.#operand()
    const compare: Written = { kind: 'compare', operator, left, right, at, end: right.end }
    return isNegated ? { kind: 'not', part: compare, at, end: right.end } : compare
  }

  #operator(): RuleOperator | null {
    const token = this.#peek()
    if (token.text === '=' && this.#peek(1).text === '=') throw new RuleError('Write one "=".', token)
    const known = token.kind === 'text' ? undefined : RULE_OPERATORS.find((one) => one === token.text)
    if (known === undefined) return null
    this.#next++
    return known
  }

  #operand(): Operand {
    const token = this.#peek()
    this.#next++
    const { at, end, text } = token
    if (token.kind === 'text') return { kind: 'literal', value: readText(token), at, end }
    if (token.kind === 'number') return { kind: 'literal', value: Number(text), at, end }
    if (token.kind === 'id') return { kind: 'option', id: text.slice(1), at, end }
    if (text === '[') return this.#list(token)
    const literal = token.kind === 'word' ? LITERALS.get(text) : undefined
    if (literal !== undefined) return { kind: 'literal', value: literal, at, end }
    if (text === 'record') return this.#record(token)
    if (text === 'caller') return this.#caller(token)
    if (text === 'now') return this.#now(token)
    if (token.kind === 'end') throw new RuleError('Something is missing here.', token)
    throw new RuleError(
      token.kind === 'word'
        ? `"${text}" is not known. Write record.${text} for a field, caller.${text} for who asks, or "${text}" for the text.`
        : `"${text}" is not expected here.`,
      token,
    )
  }

  #record({ at }: Token): Operand {
    const path: (Token & { name: string })[] = []
    while (this.#takes('.')) {
      const token = this.#peek()
      if (token.kind !== 'word' && token.kind !== 'id')
        throw new RuleError('The name of a field is missing here.', token)
      this.#next++
      path.push({ ...token, name: token.text })
    }
    const last = path.at(-1)
    if (!last) throw new RuleError('Say which field: record.name.', this.#tokens[this.#next - 1] ?? this.#peek())
    if (path.length > 2)
      throw new RuleError('A condition follows one relation: record.relation.field.', path[2] ?? last)
    return { kind: 'record', path, at, end: last.end }
  }

  #caller(token: Token): Operand {
    const name = this.#takes('.') ? this.#peek() : null
    if (name?.kind !== 'word')
      throw new RuleError('Say what of who asks: caller.id, caller.email, caller.role …', token)
    this.#next++
    return { kind: 'caller', name: name.text, at: token.at, end: name.end }
  }

  #now(token: Token): Operand {
    if (!this.#takes('(')) throw new RuleError('Write now().', token)
    const { end } = this.#demand(')', 'Write now().')
    return { kind: 'now', at: token.at, end }
  }

  #list({ at }: Token): Operand {
    const items: Operand[] = []
    while (this.#peek().text !== ']') {
      if (items.length > 0) this.#demand(',', 'A comma is missing here.')
      const item = this.#operand()
      if (item.kind === 'list' || item.kind === 'record') throw new RuleError('A list holds single values.', item)
      items.push(item)
      if (items.length > MOST_ITEMS) throw new RuleError(`A list may have ${MOST_ITEMS} values.`, item)
    }
    const { end } = this.#demand(']', 'The list is not closed.')
    return { kind: 'list', items, at, end }
  }

  #peek(further = 0): Token {
    const last = this.#tokens.at(-1)
    const token = this.#tokens[this.#next + further] ?? last
    if (!token) throw new RangeError('A condition has at least its end.')
    return token
  }

  #takes(text: string): boolean {
    const token = this.#peek()
    if (token.text !== text || token.kind === 'text') return false
    this.#next++
    return true
  }

  #demand(text: string, message: string): Token {
    const token = this.#peek()
    if (!this.#takes(text)) throw new RuleError(message, token)
    return token
  }
}

function readText({ text, at, end }: Token): string {
  if (text.startsWith("'")) return text.slice(1, -1)
  try {
    return String(JSON.parse(text))
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw new RuleError('This text has an escape that is none.', { at, end })
  }
}

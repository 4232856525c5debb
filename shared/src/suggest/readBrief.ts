import { APP_WORDS, ASIDES, JOINTS, LINKS, VERBS } from './briefWords.ts'
import { isChoicePhrase, isFieldPhrase } from './fieldRules.ts'
import { ENTITIES, HEADS, PLACES, SYNONYMS } from './vocabulary.ts'
import { isPlural, singular, singularPhrase } from './words.ts'

/** A thing that the brief wants kept. */
export interface Thing {
  /** What the brief calls it, in the singular. */
  word: string
  /** What the vocabulary knows about it; null for a word that it does not have. */
  entity: string | null
  /** What the brief wants to know of each one, as `fieldOf` reads it. */
  asked: string[]
  /** How it came into the plan. */
  because: 'named' | 'implied'
}

export interface Reading {
  things: Thing[]
  /** Strangers send something: a public form. */
  isPublic: boolean
}

const PUBLIC =
  /\b(public|visitors?|anyone|anybody|everybody can|sign[- ]?up form|contact form|registration form|booking form|enquiry form|survey|questionnaire|feedback form|rsvp|guests? can|customers? can|on our website|apply online|online form)\b/

type Token =
  | { kind: 'words'; words: string[] }
  | { kind: 'joint' }
  | { kind: 'aside' }
  | { kind: 'end' }
  | { kind: 'choice'; phrase: string; options: string[] }

/** What a description in plain English asks for. Pure: the same words give the same reading. */
export function readBrief(brief: string): Reading {
  const text = brief
    .toLowerCase()
    .replaceAll('’', "'")
    .replaceAll(/'s\b/g, '')
    .slice(0, 4_000)
    .replaceAll(/\b(?:number|count) of ([a-z]+)/g, (_, things: string) => `${singular(things)} count`)
    .replaceAll(/\bdate of birth\b/g, 'birth date')
    .replaceAll(/\b(type|kind|category) of ([a-z]+)/g, '$1')
  const reader = createReader()
  for (const token of tokensOf(text)) reader.read(token)
  const things = reader.things()
  const implied = impliedBy(text, things).filter(
    ({ name }) => !things.some(({ word, entity }) => word === name || entity === name),
  )
  const make = ({ name }: Implied): Thing => ({ word: name, entity: entityOf(name), asked: [], because: 'implied' })
  const named = Math.min(...things.map(({ word }) => positionOf(text, word)), text.length)
  things.unshift(...implied.filter(({ at }) => at < named).map(make))
  things.push(...implied.filter(({ at }) => at >= named).map(make))
  if (things.length === 0) things.push({ word: mainNoun(text), entity: null, asked: [], because: 'named' })
  things[0]?.asked.push(...reader.homeless().filter((field) => !Object.hasOwn(HEADS, field)))
  return { things: withFieldsAtHome(things), isPublic: PUBLIC.test(text) }
}

interface Implied {
  name: string
  /** Where the brief says the word that implies it. */
  at: number
}

const positionOf = (text: string, word: string): number => {
  const at = text.indexOf(word)
  return at < 0 ? text.length : at
}

function entityOf(name: string): string | null {
  return Object.hasOwn(ENTITIES, name) ? name : (SYNONYMS.get(name) ?? null)
}

/** What the kind of app implies, or where nothing was named, what the kind of place does. */
function impliedBy(text: string, things: readonly Thing[]): Implied[] {
  const said = (kinds: Readonly<Record<string, readonly string[]>>): Implied[] =>
    Object.entries(kinds).flatMap(([word, names]) => {
      const at = new RegExp(`(?<![a-z])${word}(?![a-z])`).exec(text)?.index
      if (at === undefined || (names.length > 1 && things.length > 1)) return []
      return names.map((name) => ({ name, at }))
    })
  const byKind = said(HEADS)
  const all = byKind.length > 0 || things.length > 0 ? byKind : said(PLACES)
  return all.filter(({ name }, i) => all.findIndex((other) => other.name === name) === i)
}

function* tokensOf(text: string): Generator<Token> {
  const pattern = /([\p{L}\p{N}-]+(?: [\p{L}\p{N}-]+)?) ?\(([^()]{1,300})\)|[\p{L}\p{N}][\p{L}\p{N}'-]*|[.;!?\n:,&]/gu
  let words: string[] = []
  const flush = function* (): Generator<Token> {
    if (words.length > 0) yield { kind: 'words', words }
    words = []
  }
  for (const [token, head, inside] of text.matchAll(pattern)) {
    if (head !== undefined && inside !== undefined) {
      yield* flush()
      yield* tokensOfParenthesis(head, inside)
    } else if (/^[.;!?\n]$/.test(token)) {
      yield* flush()
      yield { kind: 'end' }
    } else if (JOINTS.has(token)) {
      yield* flush()
      yield { kind: 'joint' }
    } else if (ASIDES.has(token)) {
      yield* flush()
      yield { kind: 'aside' }
    } else if (LINKS.has(token)) yield* flush()
    else words.push(token)
  }
  yield* flush()
}

/** `status (open, done)` is a choice, `customers (name, email)` a thing with properties. */
function* tokensOfParenthesis(head: string, inside: string): Generator<Token> {
  const plain = inside.replaceAll(/[^\p{L}\p{N}\s,/'-]/gu, ' ')
  const items = plain.split(/,|\/|\bor\b|\band\b/).map((item) => item.trim().replaceAll(/\s+/g, ' '))
  const named = items.filter(Boolean)
  const before = head.split(' ')
  const words = before.filter((word) => !LINKS.has(word) && !JOINTS.has(word) && !ASIDES.has(word))
  if (before.some((word) => JOINTS.has(word))) yield { kind: 'joint' }
  const phrase = [words.join(' '), words.at(-1) ?? ''].find(isChoicePhrase)
  if (named.length > 1 && phrase !== undefined && phrase !== '') {
    yield { kind: 'choice', phrase: singularPhrase(phrase), options: named }
    return
  }
  yield { kind: 'words', words }
  yield { kind: 'joint' }
  for (const item of named) yield { kind: 'words', words: item.split(' ').filter((word) => !LINKS.has(word)) }
  yield { kind: 'end' }
}

function createReader() {
  const things: Thing[] = []
  const homeless: string[] = []
  /** Whose properties are listed, after `with`. */
  let owner: Thing | null = null
  /** The last thing of this sentence that the others are about. */
  let latest: Thing | null = null
  let aside = false

  const add = (word: string): void => {
    const entity = entityOf(word)
    // `workouts with exercises`: another word for the same is no second model.
    if (entity !== null && word !== latest?.word && (owner ?? (aside ? latest : null))?.entity === entity) return
    const known = things.find((thing) => thing.word === word)
    const thing: Thing = known ?? { word, entity, asked: [], because: 'named' }
    if (!known) things.push(thing)
    if (!aside || latest === null) latest = thing
  }
  const ask = (field: string): void => {
    const home = owner ?? latest ?? things.at(-1)
    if (home) home.asked.push(field)
    else homeless.push(field)
  }

  return {
    read(token: Token): void {
      switch (token.kind) {
        case 'end':
          owner = null
          latest = null
          aside = false
          return
        case 'joint':
          owner = latest
          aside = false
          return
        case 'aside':
          aside = true
          return
        case 'choice':
          return ask(`${token.phrase}=${token.options.map(capitalised).join('|')}`)
        case 'words':
          readWords(token.words, { add, ask, inList: owner !== null, aside: aside && latest !== null })
      }
    },
    things: () => things,
    homeless: () => homeless,
  }
}

const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

interface Found {
  add: (word: string) => void
  ask: (field: string) => void
  inList: boolean
  /** Said about a thing that was named already: only what is surely another thing counts. */
  aside: boolean
}

/** One run of words between links: a field, known things, or a word of the brief's own. */
function readWords(given: readonly string[], { add, ask, inList, aside }: Found): void {
  const words = trimmed(given)
  if (words.length === 0) return
  const last = words.at(-1) ?? ''
  const phrase = words.join(' ')
  const one = singularPhrase(phrase)
  const many = isPlural(last)
  const isKnown = entityOf(one) !== null
  if (isKnown && many) return add(one)
  if (!many && words.length < given.length && APP_WORDS.has(given.at(-1) ?? '') && entityOf(last) !== null)
    return add(isKnown ? one : last)
  if (isFieldPhrase(phrase) && words.length <= 4) return aside ? undefined : ask(one)
  const found = knownIn(words).filter(
    (word) => !aside || isPlural(words.find((part) => word.endsWith(singular(part))) ?? ''),
  )
  if (found.length > 0 && (!inList || many)) {
    const distinct = found.filter(
      (word, i) => i === found.length - 1 || entityOf(word) !== entityOf(found[i + 1] ?? ''),
    )
    for (const word of distinct) add(word)
    return
  }
  // Words that nobody has told us about: many of them are things, one of them in a list is a property.
  const own = words.filter((word) => !VERBS.has(word) && !APP_WORDS.has(word)).slice(-2)
  if (aside || own.length === 0 || /\d/.test(own.join(''))) return
  if (isPlural(own.at(-1) ?? '')) add(singularPhrase(own.join(' ')))
  else if (inList && own.length === words.length) ask(own.join(' '))
}

/** Without what stands around the noun: verbs before it, `system` and `app` behind it. */
function trimmed(given: readonly string[]): string[] {
  const words = [...given]
  while (words.length > 1 && (VERBS.has(words[0] ?? '') || APP_WORDS.has(words[0] ?? '')) && !isNounHere(words))
    words.shift()
  while (words.length > 1 && APP_WORDS.has(words.at(-1) ?? '') && entityOf(singularPhrase(words.join(' '))) === null)
    words.pop()
  return words.length === 1 && VERBS.has(words[0] ?? '') && given.length === 1 && !isPlural(words[0] ?? '') ? [] : words
}

/** `order management`, `order number`: the verb is a noun. */
function isNounHere(words: readonly string[]): boolean {
  const [first = '', second = ''] = words
  if (entityOf(first) !== null && APP_WORDS.has(second) && words.length === 2) return true
  return isFieldPhrase(words.join(' ')) || entityOf(singularPhrase(words.join(' '))) !== null
}

/** The things of the vocabulary in a run of words, the longest names first. */
function knownIn(words: readonly string[]): string[] {
  const found: string[] = []
  for (let at = 0; at < words.length;) {
    const size = [3, 2, 1].find((n) => at + n <= words.length && isThing(words.slice(at, at + n), words[at + n]))
    if (size === undefined) at++
    else {
      found.push(singularPhrase(words.slice(at, at + size).join(' ')))
      at += size
    }
  }
  return found
}

function isThing(part: readonly string[], next: string | undefined): boolean {
  const phrase = part.join(' ')
  const last = part.at(-1) ?? ''
  if (entityOf(singularPhrase(phrase)) === null) return false
  if (isPlural(last) || part.length > 1) return true
  // `customer orders`, `order tracker`: a single word counts where it is no verb and no mere property.
  return (
    (!VERBS.has(last) || (next !== undefined && APP_WORDS.has(next))) && !APP_WORDS.has(last) && !isFieldPhrase(last)
  )
}

/** A field that belongs to a known thing goes to that one: reorder levels are the products', not the suppliers'. */
function withFieldsAtHome(things: Thing[]): Thing[] {
  const stock = things.find(({ entity }) => entity === 'product')
  for (const thing of things) {
    if (!stock || thing === stock) continue
    const moved = thing.asked.filter((field) => /(^| )(reorder|stock|minimum|quantity|on hand|sku|shelf)/.test(field))
    if (thing.entity === 'supplier' || thing.entity === 'warehouse') {
      thing.asked = thing.asked.filter((field) => !moved.includes(field))
      stock.asked.push(...moved)
    }
  }
  return things
}

/** The noun that a brief without any known thing is most likely about. */
function mainNoun(text: string): string {
  const words = text.match(/[\p{L}][\p{L}-]+/gu) ?? []
  const nouns = words.filter(
    (word) => !LINKS.has(word) && !JOINTS.has(word) && !VERBS.has(word) && !APP_WORDS.has(word),
  )
  return singular(nouns.find(isPlural) ?? nouns.at(-1) ?? 'entry')
}

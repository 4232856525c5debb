import * as Y from 'yjs'

import { isObject, type Json } from '../json.ts'
import { hunksOf } from './hunks.ts'

/** Words, runs of blanks, and single characters: never half of a surrogate pair. */
const TOKEN = /[\p{L}\p{N}]+|\s+|./gsu

type Marks = Record<string, unknown>

interface Run {
  words: string
  marks: Marks
}

/**
 * Makes `text` read and look like `wanted` (a Yjs delta), word by word: what is the same on both sides is not touched, so that what
 * others type there at the same time survives.
 */
export function rewriteText(text: Y.Text, wanted: readonly Json[]): void {
  const runs = runsOf(wanted)
  rewriteWords(text, runs.map(({ words }) => words).join(''))
  rewriteMarks(text, runs)
}

function rewriteWords(text: Y.Text, wanted: string): void {
  const before = tokensOf(
    runsOf(text.toDelta() as Json[])
      .map(({ words }) => words)
      .join(''),
  )
  const offsets = [0]
  for (const token of before) offsets.push((offsets.at(-1) ?? 0) + token.length)
  const hunks = hunksOf(before, tokensOf(wanted), (a, b) => a === b)
  for (const { at, removed, added } of hunks.toReversed()) {
    const from = offsets[at] ?? 0
    const length = (offsets[at + removed] ?? from) - from
    if (length > 0) text.delete(from, length)
    if (added.length > 0) text.insert(from, added.join(''))
  }
}

/** The words are the same by now; where a stretch is marked otherwise, it is marked anew. */
function rewriteMarks(text: Y.Text, wanted: readonly Run[]): void {
  const now = runsOf(text.toDelta() as Json[])
  let [i, j, position] = [0, 0, 0]
  let [left, right] = [now[0]?.words.length ?? 0, wanted[0]?.words.length ?? 0]
  while (i < now.length && j < wanted.length) {
    const length = Math.min(left, right)
    const change = changeOf(now[i]?.marks ?? {}, wanted[j]?.marks ?? {})
    if (length > 0 && change !== null) text.format(position, length, change)
    position += length
    left -= length
    right -= length
    if (left === 0) left = now[++i]?.words.length ?? 0
    if (right === 0) right = wanted[++j]?.words.length ?? 0
  }
}

function changeOf(now: Marks, wanted: Marks): Marks | null {
  const change: Marks = {}
  for (const key of Object.keys(now)) if (!(key in wanted)) change[key] = null
  for (const [key, value] of Object.entries(wanted))
    if (JSON.stringify(now[key]) !== JSON.stringify(value)) change[key] = value
  return Object.keys(change).length > 0 ? change : null
}

/** Embedded objects have no place in our texts and are left out. */
function runsOf(delta: readonly Json[]): Run[] {
  return delta.flatMap((part) => {
    if (!isObject(part) || typeof part['insert'] !== 'string' || part['insert'] === '') return []
    return [{ words: part['insert'], marks: isObject(part['attributes']) ? part['attributes'] : {} }]
  })
}

function tokensOf(words: string): string[] {
  return words.match(TOKEN) ?? []
}

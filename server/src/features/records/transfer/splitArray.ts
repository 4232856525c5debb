import { AppError } from '@axiom/shared/errors'

type State = 'before' | 'inside' | 'after'

/** The elements of a JSON list as texts, without ever holding more than one of them. Throws `invalid_json`. */
export async function* splitArray(
  texts: AsyncIterable<string>,
  maxLength: number,
): AsyncGenerator<{ line: number; text: string }> {
  let state = 'before' as State
  let element = ''
  let depth = 0
  let isText = false
  let isEscaped = false
  let line = 0
  for await (const text of texts) {
    let start = 0
    for (let i = 0; i < text.length; i++) {
      const letter = text[i] ?? ''
      if (state !== 'inside') {
        if (letter === '[' && state === 'before') [state, start] = ['inside', i + 1]
        else if (letter.trim() !== '' && letter !== '\uFEFF') throw new AppError('invalid_json')
        continue
      }
      if (isText) {
        if (isEscaped) isEscaped = false
        else if (letter === '\\') isEscaped = true
        else if (letter === '"') isText = false
        continue
      }
      if (letter === '"') isText = true
      else if (letter === '{' || letter === '[') depth++
      else if ((letter === '}' || letter === ']') && depth > 0) depth--
      else if (depth === 0 && (letter === ',' || letter === ']')) {
        element += text.slice(start, i)
        start = i + 1
        const isEnd = letter === ']'
        // Only an empty list ends without an element.
        if (element.trim() === '' && !(isEnd && line === 0)) throw new AppError('invalid_json')
        if (element.trim() !== '') yield { line: ++line, text: element }
        element = ''
        if (isEnd) state = 'after'
      }
    }
    if (state === 'inside') element += text.slice(start)
    if (element.length > maxLength) throw new AppError('too_large')
  }
  if (state !== 'after') throw new AppError('invalid_json')
}

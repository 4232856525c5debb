import { parseArgs } from 'node:util'

import { type Command, EVERYWHERE, type Options } from './command.ts'
import { UsageError } from './failures.ts'
import { usageOf } from './help.ts'

/** The arguments by their names, and the options. Throws `UsageError`. */
export function parseWords(command: Command, words: readonly string[]) {
  const known: Options = { ...command.options, ...EVERYWHERE }
  const options = Object.fromEntries(
    Object.entries(known).map(([name, { value, choices, many = false }]) => {
      const type: 'string' | 'boolean' = value === undefined && choices === undefined ? 'boolean' : 'string'
      return [name, { type, multiple: many, ...(name === 'help' && { short: 'h' }) }]
    }),
  )
  const parsed = understood(command, () =>
    parseArgs({ args: joined(words.slice(command.name.split(' ').length), options), options, allowPositionals: true }),
  )
  const { values, positionals } = parsed
  for (const [name, { choices }] of Object.entries(known)) {
    const value = values[name]
    if (typeof value === 'string' && choices && !choices.includes(value))
      throw wrongUse(command, `--${name} is one of: ${choices.join(', ')}.`)
  }
  if (values['help'] !== true) checkArguments(command, positionals)
  const args = Object.fromEntries(command.takes.map((name, i) => [name.replace('?', ''), positionals[i]]))
  // Those that may not be left out are there: it has just been checked.
  return { args: args as Record<string, string>, options: values as Record<string, string & string[] & boolean> }
}

/** `--sort -total` means a value that begins with a hyphen, and no option. */
function joined(words: readonly string[], options: Readonly<Record<string, { type: string }>>): string[] {
  const isValue = (word: string, before: string | undefined): boolean =>
    /^-[^-]/.test(word) && before !== undefined && options[before.replace(/^--/, '')]?.type === 'string'
  const parts: string[] = []
  for (const [i, word] of words.entries()) {
    if (isValue(word, words[i - 1])) parts.push(`${parts.pop() ?? ''}=${word}`)
    else parts.push(word)
  }
  return parts
}

function checkArguments(command: Command, positionals: readonly string[]): void {
  const missing = command.takes.find((name, i) => !name.endsWith('?') && positionals[i] === undefined)
  if (missing !== undefined) throw wrongUse(command, `<${missing}> is missing.`)
  const extra = positionals[command.takes.length]
  if (extra !== undefined) throw wrongUse(command, `"${extra}" is one argument too many.`)
}

function understood<T>(command: Command, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))
      throw wrongUse(command, error.message)
    throw error
  }
}

function wrongUse(command: Command, what: string): UsageError {
  return new UsageError(
    `${what}\nusage: axiom ${usageOf(command)} [--options]   (axiom ${command.name} --help says more)`,
  )
}

import { parseArgs } from 'node:util'

import { COMMANDS } from '../commands/table.ts'
import { type Command, EVERYWHERE, type Options } from './command.ts'
import { exitCodeOf, Interrupted, problemOf, sentenceOf, UsageError } from './failures.ts'
import { manual, overview, usageOf } from './help.ts'
import { createSession } from './session.ts'
import { createTerminal } from './terminal.ts'

/** Does what was typed. Answers the exit code. */
export async function run(words: readonly string[]): Promise<number> {
  endWithReader()
  const isJson = words.includes('--json')
  const terminal = createTerminal(process, isJson)
  const stop = new AbortController()
  // A second one ends the process at once.
  process.once('SIGINT', () => stop.abort(new Interrupted('Stopped.')))
  try {
    const command = findCommand(words)
    if (command === null) return await explain(words)
    const { args, options } = parse(command, words)
    if (options['help'] === true) return (await terminal.text(manual(command)), 0)
    const session = createSession(options['server'] as string | undefined, process.env)
    await command.run({ args, options, terminal, session, signal: stop.signal })
    return 0
  } catch (error) {
    terminal.note(isJson ? JSON.stringify(problemOf(error)) : `axiom: ${sentenceOf(error)}`)
    return exitCodeOf(error)
  } finally {
    terminal.ask.close()
    // What nobody reads any more would keep the process alive.
    process.stdin.destroy()
  }
}

/** Whoever reads our output may have had enough, as `head` has: that is no failure. */
function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
}

/** The command whose name the words begin with. */
function findCommand(words: readonly string[]): Command | null {
  const typed = words.slice(0, 2)
  return COMMANDS.find(({ name }) => name.split(' ').every((word, i) => word === typed[i])) ?? null
}

/** Says what there is, where no command was typed. */
async function explain(words: readonly string[]): Promise<number> {
  const group = words.find((word) => COMMANDS.some(({ name }) => name.startsWith(`${word} `)))
  const text = overview(COMMANDS, group)
  const wantsHelp = words.includes('--help') || words.includes('-h') || words[0] === 'help'
  if (wantsHelp) return (process.stdout.write(text), 0)
  const unknown = words[group === undefined ? 0 : 1]
  if (unknown !== undefined)
    throw new UsageError(`There is no command "${words.slice(0, 2).join(' ')}". See: axiom --help`)
  process.stderr.write(text)
  return 2
}

/** The arguments by their names, and the options. Throws `UsageError`. */
function parse(command: Command, words: readonly string[]) {
  const known: Options = { ...command.options, ...EVERYWHERE }
  const options = Object.fromEntries(
    Object.entries(known).map(([name, { value, choices, many = false }]) => {
      const type: 'string' | 'boolean' = value === undefined && choices === undefined ? 'boolean' : 'string'
      return [name, { type, multiple: many }]
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

import { COMMANDS } from '../commands/table.ts'
import type { Command } from './command.ts'
import { exitCodeOf, Interrupted, problemOf, sentenceOf, UsageError } from './failures.ts'
import { manual, overview } from './help.ts'
import { parseWords } from './parseWords.ts'
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
    if (command === null) return explain(words)
    const { args, options } = parseWords(command, words)
    if (options['help'] === true) return (await terminal.text(manual(command)), 0)
    const session = createSession(options['server'] as string | undefined, process.env)
    await command.run({ args, options, terminal, session, signal: stop.signal })
    return 0
  } catch (error) {
    terminal.note(isJson ? JSON.stringify(problemOf(error)) : `axiom: ${sentenceOf(error)}`)
    return exitCodeOf(error)
  } finally {
    terminal.close()
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
function explain(words: readonly string[]): number {
  const group = words.find((word) => COMMANDS.some(({ name }) => name.startsWith(`${word} `)))
  const text = overview(COMMANDS, group)
  const wantsHelp = words.includes('--help') || words.includes('-h') || words[0] === 'help'
  if (wantsHelp) return (process.stdout.write(text), 0)
  if (words[0]?.startsWith('-')) throw new UsageError('Options stand behind the command. See: axiom --help')
  if (words[group === undefined ? 0 : 1] !== undefined)
    throw new UsageError(`There is no command "${words.slice(0, 2).join(' ')}". See: axiom --help`)
  process.stderr.write(text)
  return 2
}

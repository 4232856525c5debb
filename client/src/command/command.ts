import type { Session } from './session.ts'
import type { Terminal } from './terminal.ts'

/** One option of a command. Without `value` it is a switch; with `choices` it is one of them; with `many` it may be given again. */
export interface Option {
  about: string
  /** What stands for its value in the help. */
  value?: string
  choices?: readonly string[]
  many?: true
}
export type Options = Readonly<Record<string, Option>>

type ValueOf<O extends Option> = O extends { choices: readonly (infer Choice extends string)[] }
  ? Choice
  : O extends { value: string }
    ? O extends { many: true }
      ? string[]
      : string
    : boolean
type ValuesOf<O extends Options> = { [Name in keyof O]?: ValueOf<O[Name]> }

/** `file?` may be left out. */
type ArgumentsOf<Names extends string> = {
  [Name in Names as Name extends `${infer Bare}?` ? Bare : Name]: Name extends `${string}?`
    ? string | undefined
    : string
}

/** What a command works with. */
export interface Given<Names extends string, O extends Options> {
  args: ArgumentsOf<Names>
  options: ValuesOf<O>
  terminal: Terminal
  session: Session
  /** Ctrl-C. */
  signal: AbortSignal
}

export interface Command<Names extends string = string, O extends Options = Options> {
  /** As it is typed, with its group: `records list`. */
  name: string
  about: string
  /** Its arguments in their order. */
  takes: readonly Names[]
  options: O
  /** What else there is to know, for its help. */
  notes?: string
  run: (given: Given<Names, O>) => Promise<void>
}

/** A row of the table of commands, from which their parsing and their help come. */
export function defineCommand<const Names extends string, const O extends Options>(
  command: Command<Names, O>,
): Command {
  // What `run` gets was made from `takes` and `options` of the same command.
  return command as unknown as Command
}

/** What the arguments mean that several commands take. */
export const ARGUMENTS: Readonly<Record<string, string>> = {
  project: 'address or id of the project',
  collection: 'name of the collection',
  id: 'id of the record',
  json: 'values as JSON; without it they are read from the standard input',
  file: 'the file; without it the standard input',
  release: 'number of the release; without it the one before the present one',
  key: 'id of the key',
  name: 'its name',
}

/** Every command has these. */
export const EVERYWHERE = {
  server: { value: 'address', about: 'the server, if not AXIOM_URL or the one signed in to last' },
  json: { about: 'print JSON for programs, one value a line' },
  help: { about: 'say how this is used' },
} as const satisfies Options

/** Which data of a project. */
export const ENV = {
  env: { choices: ['draft', 'live'], about: 'the data of the editor, or those of the published app' },
} as const satisfies Options

/** Which records. */
export const SELECTION = {
  filter: { value: 'json', about: 'conditions: \'{"status": "New", "total": {"gte": 10}}\'' },
  search: { value: 'words', about: 'words that begin words of some text field' },
} as const satisfies Options

export const YES = { yes: { about: 'do not ask' } } as const satisfies Options

import { ARGUMENTS, type Command, EVERYWHERE, type Option, type Options } from './command.ts'

type Commands = readonly Command[]

/** What there is, or of one group only. */
export function overview(commands: Commands, group: string | undefined): string {
  const shown = commands.filter(({ name }) => group === undefined || name.startsWith(`${group} `))
  const rows = shown.map((command): [string, string] => [usageOf(command), command.about])
  return [
    'usage: axiom <command> [arguments] [--options]',
    '',
    ...aligned(rows),
    '',
    'axiom <command> --help says more about one of them.',
    '',
  ].join('\n')
}

/** How one command is used. */
export function manual(command: Command): string {
  const args = command.takes.map((name): [string, string] => [
    name.replace('?', ''),
    ARGUMENTS[name.replace('?', '')] ?? '',
  ])
  return [
    `usage: axiom ${usageOf(command)} [--options]`,
    '',
    `${command.about[0]?.toUpperCase()}${command.about.slice(1)}.`,
    ...(command.notes === undefined ? [] : ['', command.notes]),
    ...(args.length === 0 ? [] : ['', ...aligned(args)]),
    '',
    ...aligned(optionRows({ ...command.options, ...EVERYWHERE })),
    '',
  ].join('\n')
}

/** `records get <project> <collection> <id>`. */
export function usageOf({ name, takes }: Command): string {
  return [name, ...takes.map((one) => (one.endsWith('?') ? `[${one.slice(0, -1)}]` : `<${one}>`))].join(' ')
}

function optionRows(options: Options): [string, string][] {
  return Object.entries(options).map(([name, option]) => [`--${name}${valueOf(option)}`, option.about])
}

function valueOf({ choices, value, many }: Option): string {
  const shown = choices?.join('|') ?? value
  if (shown === undefined) return ''
  return ` <${shown}>${many ? ' …' : ''}`
}

function aligned(rows: readonly [string, string][]): string[] {
  const width = Math.max(0, ...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)
}

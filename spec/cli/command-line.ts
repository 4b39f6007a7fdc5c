/** The commands: `assay grade | check | loop | train | compare | lab | mutants | list | schema | init | bench`. One file a command, here; bench stands with what it measures. */
import { Command, CommanderError } from 'commander'
import { UsageError } from '../judge/usage-error.ts'
import { harmless, printableLines } from '../report/text.ts'
import { ExitCode, version } from './exit.ts'

/** How each command is loaded, by name. */
export const commands: Readonly<Record<string, () => Promise<Command>>> = {
  grade: async () => (await import('./grade.ts')).gradeCommand(),
  check: async () => (await import('./check.ts')).checkCommand(),
  loop: async () => (await import('./loop.ts')).loopCommand(),
  init: async () => (await import('./init.ts')).initCommand(),
  schema: async () => (await import('./schema.ts')).schemaCommand(),
  list: async () => (await import('./list.ts')).listCommand(),
  mutants: async () => (await import('./mutants.ts')).mutantsCommand(),
  mutation: async () => (await import('./mutation.ts')).mutationCommand(),
  train: async () => (await import('./train.ts')).trainCommand(),
  compare: async () => (await import('./compare.ts')).compareCommand(),
  lab: async () => (await import('./lab.ts')).labCommand(),
  bench: async () => (await import('../../bench/command.ts')).benchCommand(),
}

/** Runs the command that was asked for, with streams that nothing raw passes through. @returns and throws as `answerTo` */
export async function runCommandLine(): Promise<ExitCode> {
  for (const stream of [process.stdout, process.stderr]) onlyHarmless(stream)
  // A reader that has seen enough, such as `assay grade | head`, does not end the run: its files and its exit code are still wanted.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return
    process.stderr.write(`assay: cannot write to the standard output: ${error.message}\n`)
    process.exit(ExitCode.badInput)
  })
  return answerTo(process.argv.slice(2))
}

/**
 * Does what these words ask for.
 * @returns the exit code; anything but bad usage is thrown
 */
export async function answerTo(words: readonly string[]): Promise<ExitCode> {
  try {
    await (await commandLine(words)).parseAsync(words, { from: 'user' })
    return (process.exitCode ?? ExitCode.done) as ExitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.done : ExitCode.badInput
    if (!(error instanceof UsageError)) throw error
    process.stderr.write(`assay: ${printableLines(error.message)}\n`)
    return ExitCode.badInput
  }
}

async function commandLine([asked = '']: readonly string[]): Promise<Command> {
  const program = new Command('assay')
    .description('Judges machine-learning answers and training loops by running them.')
    .version(version, '-V, --version', 'print the version')
    .enablePositionalOptions()
    .showHelpAfterError('(assay --help lists the commands, assay COMMAND --help explains one)')
    .exitOverride()
  // Only the command that is asked for is loaded; help, and a name that is no command, need them all.
  const wanted = Object.hasOwn(commands, asked) ? [asked] : asked === '--version' || asked === '-V' ? [] : Object.keys(commands)
  for (const name of wanted) program.addCommand((await commands[name]?.())?.exitOverride() ?? new Command(name))
  for (const command of [program, ...program.commands, ...program.commands.flatMap((each) => each.commands)])
    command.configureOutput({ outputError: (text, write) => write(printableLines(text)) })
  return program
}

/** Nothing reaches a terminal or a log raw, whoever wrote it: names of files, options, sheets, messages of somebody else's code. */
export function onlyHarmless(stream: NodeJS.WriteStream): void {
  const write = stream.write.bind(stream) as (chunk: unknown, ...more: unknown[]) => boolean
  stream.write = (chunk: unknown, ...more: unknown[]) => write(typeof chunk === 'string' ? harmless(chunk) : chunk, ...more)
}

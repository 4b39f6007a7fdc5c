#!/usr/bin/env node
/** The command line: `assay grade | check | mutants | list | schema | init | bench`. One file a command in `commands/`, but for bench. */
import { Command, CommanderError } from 'commander'
import { benchCommand } from '../bench/command.ts'
import { checkCommand } from './commands/check.ts'
import { gradeCommand } from './commands/grade.ts'
import { initCommand } from './commands/init.ts'
import { listCommand } from './commands/list.ts'
import { mutantsCommand } from './commands/mutants.ts'
import { schemaCommand } from './commands/schema.ts'
import { ExitCode, UsageError, version } from './commands/exit.ts'
import { SheetError } from './grade/problem.ts'
import { SubjectError } from './subjects/load.ts'

const program = new Command('assay')
  .description('Judges machine-learning answers and training loops by running them.')
  .version(version, '-V, --version', 'print the version')
  .showHelpAfterError('(assay --help lists the commands, assay COMMAND --help explains one)')
  .exitOverride()

for (const command of [
  gradeCommand(),
  checkCommand(),
  initCommand(),
  schemaCommand(),
  listCommand(),
  mutantsCommand(),
  benchCommand(),
])
  program.addCommand(command.exitOverride())

// A reader that has seen enough, such as `assay grade | head`, ends the run without a complaint.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = exitCodeOf(error)
}

/** 0 done, 1 a gate failed, 2 bad usage or input, 3 our own fault; bench adds 4, could not measure. */
function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.done : ExitCode.badInput
  if (error instanceof UsageError || error instanceof SubjectError || error instanceof SheetError) {
    process.stderr.write(`assay: ${error.message}\n`)
    return ExitCode.badInput
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`assay: internal error, please report it with this text:\n${text}\n`)
  return ExitCode.ownFault
}

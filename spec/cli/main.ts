#!/usr/bin/env node
/** The command line. It loads nothing before it can say what went wrong: also what fails while it loads is a fault of assay, exit code 3. */
import type { runCommandLine } from './command-line.ts'

const OWN_FAULT = 3

// Stack traces name the lines of the TypeScript sources
process.setSourceMapsEnabled(true)

process.on('uncaughtException', ownFault).on('unhandledRejection', ownFault)

try {
  const loaded = (await import('./command-line.ts')) as { readonly runCommandLine: typeof runCommandLine }
  process.exitCode = await loaded.runCommandLine()
} catch (error) {
  ownFault(error)
}

function ownFault(error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`assay: internal error, please report it with this text:\n${text}\n`, () => process.exit(OWN_FAULT))
}

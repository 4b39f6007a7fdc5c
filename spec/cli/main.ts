#!/usr/bin/env node
/** The command line. It loads nothing before it can say what went wrong: also what fails while it loads is a fault of assay, exit code 3. */
import { readFileSync } from 'node:fs'
import { SourceMap, type SourceMapPayload } from 'node:module'
import type { runCommandLine } from './command-line.ts'

const OWN_FAULT = 3

process.on('uncaughtException', ownFault).on('unhandledRejection', ownFault)

try {
  const loaded = (await import('./command-line.ts')) as { readonly runCommandLine: typeof runCommandLine }
  process.exitCode = await loaded.runCommandLine()
} catch (error) {
  ownFault(error)
}

function ownFault(error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`assay: internal error, please report it with this text:\n${inSources(text)}\n`, () =>
    process.exit(OWN_FAULT),
  )
}

/** A stack that names the lines of the TypeScript sources. Their maps are read now: Node would read all of them at every start. */
function inSources(stack: string): string {
  return stack.replaceAll(/(file:[^\s()]+\.js):(\d+):(\d+)/g, (place, file: string, line: string, column: string) => {
    try {
      const map = new SourceMap(JSON.parse(readFileSync(new URL(`${file}.map`), 'utf8')) as SourceMapPayload)
      const found = map.findEntry(Number(line) - 1, Number(column) - 1)
      return 'originalSource' in found
        ? `${new URL(found.originalSource, file).href}:${found.originalLine + 1}:${found.originalColumn + 1}`
        : place
    } catch {
      return place // a file without a map is named as it is
    }
  })
}

/** Files of results: all of them are written beside their places first and then renamed, so that a reader meets whole files only. */
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../../spec/judge/usage-error.ts'
import { makeFolder } from '../../spec/report/make-folder.ts'

/** @returns the paths. @throws UsageError if the folder cannot be written; then none of the files is left */
export function writeWhole(folder: string, texts: readonly (readonly [name: string, text: string])[]): string[] {
  const files = texts.map(([name, text]) => ({
    path: join(folder, name),
    draft: join(folder, `.${name}.${process.pid}.tmp`),
    text,
  }))
  const drafts: string[] = []
  try {
    makeFolder(folder)
    for (const { draft, text } of files) {
      drafts.push(draft)
      writeFileSync(draft, text)
    }
    for (const { draft, path } of files) renameSync(draft, path)
  } catch (error) {
    for (const draft of drafts) rmSync(draft, { force: true })
    throw new UsageError(`--out: cannot write to ${folder}: ${error instanceof Error ? error.message : String(error)}`)
  }
  return files.map(({ path }) => path)
}

/** Fetches an archive with the client of its registry, tells how far it is, and lets nothing through whose checksum is another. */
import { createHash } from 'node:crypto'
import { createReadStream, mkdirSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Archive } from './archives.ts'
import { run } from './child.ts'

/** The archive is not the one that was pinned. */
class ChecksumError extends Error {
  override readonly name = 'ChecksumError'
}

/**
 * Fetches the archive into `folder` and returns its path there.
 * @throws ProgramError if the client fails; ChecksumError if what came is not the pinned file
 */
export async function fetchArchive(archive: Archive, folder: string, say: (line: string) => void): Promise<string> {
  mkdirSync(folder, { recursive: true })
  const progress = setInterval(() => {
    say(`  ${mebibytes(bytesUnder(folder))} of about ${mebibytes(archive.bytes)} MiB`)
  }, 2_000)
  try {
    // Clients that gather a file elsewhere first do so under the folder too: it is watched, and gone at the end.
    await run(archive.client, archive.fetch(folder), folder, { ...process.env, TMPDIR: folder })
  } finally {
    clearInterval(progress)
  }
  const found = filesUnder(folder).filter((file) => statSync(file).size === archive.bytes)
  if (found[0] === undefined) {
    throw new ChecksumError(
      `${archive.from}: expected a file of ${archive.bytes} bytes, and ${archive.client} left none of that size`,
    )
  }
  const got = await sha256(found[0])
  if (got !== archive.sha256) {
    throw new ChecksumError(`${archive.from}: expected the sha256 ${archive.sha256}, got ${got}; nothing of it is used`)
  }
  return found[0]
}

/** The checksum of a file, in hexadecimal. */
export async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer)
  return hash.digest('hex')
}

/** Whole mebibytes. */
export function mebibytes(bytes: number): number {
  return Math.round(bytes / 2 ** 20)
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

function bytesUnder(folder: string): number {
  let bytes = 0
  for (const file of filesUnder(folder)) bytes += statSync(file, { throwIfNoEntry: false })?.size ?? 0
  return bytes
}

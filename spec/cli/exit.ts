/** What every command shares with its caller: exit codes, how it is stopped, whole numbers, the seed, the version. */
import { readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { UsageError } from '../judge/usage-error.ts'

export const ExitCode = { done: 0, gateFailed: 1, badInput: 2, ownFault: 3 } as const
export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode]

/** Until the function that it gives is called: told to stop, the process does `last` and ends with 128 and the number of the signal. */
export function whenStopped(last: () => void = () => {}): () => void {
  const stop = (signal: NodeJS.Signals): never => {
    last()
    process.exit(128 + constants.signals[signal])
  }
  process.on('SIGINT', stop).on('SIGTERM', stop)
  return () => void process.off('SIGINT', stop).off('SIGTERM', stop)
}

const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
  readonly version: string
}

export const version = manifest.version

/** Reads an option that is a whole number. @throws UsageError that names the option, its range and what was given */
export function wholeNumber(option: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() === '' || !Number.isInteger(value) || value < least || value > most) {
      throw new UsageError(`${option}: expected a whole number from ${least} to ${most}, got ${JSON.stringify(text)}`)
    }
    return value
  }
}

/** Reads an option that names a folder. @throws UsageError for an empty name, which a variable of a script may leave */
export function readFolder(text: string): string {
  if (text.trim() === '') throw new UsageError('--out: expected a folder, got an empty name')
  return text
}

/** The seed of a run that names none. Runs are the same from day to day; `--seed` varies them. */
export const DEFAULT_SEED = 1

export const readSeed = wholeNumber('--seed', -(2 ** 31), 2 ** 31 - 1)

/** Reads a comma-separated list of known words. @throws UsageError that names the option and the words */
export function oneOf(option: string, text: string, known: readonly string[]): string[] {
  const words = text.split(',').map((word) => word.trim())
  const unknown = words.filter((word) => !known.includes(word))
  if (unknown.length > 0)
    throw new UsageError(`${option}: expected some of ${known.join(', ')}, got ${unknown.join(', ') || 'nothing'}`)
  return words
}

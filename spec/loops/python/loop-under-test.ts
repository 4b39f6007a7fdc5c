/** What the tests of the reader share: sources, settings, and the laws that a loop breaks. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { brokenBy } from '../judge.ts'
import { run } from '../run.ts'
import type { Setting } from '../setting.ts'
import type { PythonLoop } from './read-loop.ts'

/** A file of `spec`, as text. */
export function sourceOf(name: string): string {
  return readFileSync(fileURLToPath(new URL(`../../../../spec/${name}`, import.meta.url)), 'utf8')
}

/** A setting in few words. */
export const on = (
  strategy: Setting['strategy'],
  ranks: number,
  dtype: Setting['dtype'],
  device: Setting['device'] = 'gpu',
): Setting => ({
  strategy,
  ranks,
  device,
  dtype,
})

/** Law, without `loop.` -> what it says. */
export function found(loop: PythonLoop, setting: Setting): Map<string, string> {
  return new Map(brokenBy(loop, run(loop, setting)).map(({ law, message }) => [law.id.slice(5), message]))
}

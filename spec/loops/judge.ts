/** Judges a loop in a setting by all laws of loops: which are broken, and how. */
import { lawsOfIntent, loopLaws } from './laws/index.ts'
import { runsToItsEnd } from './laws/faults.ts'
import type { Intent } from './laws/intent.ts'
import type { Context, LoopLaw } from './laws/law.ts'
import { run, type Loop } from './run.ts'
import type { Setting } from './setting.ts'
import type { Trace } from './machine/trace.ts'
import type { Place } from './vocabulary.ts'
import { Mismatch, Witness } from '../judge/witness.ts'

export interface Broken {
  readonly law: LoopLaw
  readonly setting: Setting
  readonly message: string
}

/** What laws may ask besides a trace of this loop. */
export function contextOf(loop: Loop, setting: Setting, intent?: Intent): Context {
  return {
    ...(intent === undefined ? {} : { intent }),
    rerun: () => run(loop, setting, { entropy: 2 }),
    where: (...places) => placesIn(loop.file, places),
  }
}

function placesIn(file: string | undefined, places: readonly (Place | undefined)[]): string {
  const known = places.filter((place) => place !== undefined)
  if (file === undefined || known.length === 0) return ''
  return ` (${known.map(({ line, column }) => `${file}:${line}:${column}`).join(' and ')})`
}

/** The laws that a trace breaks. A run that did not get to its end is judged by that alone. */
export function brokenBy(loop: Loop, trace: Trace, intent?: Intent): Broken[] {
  const { setting } = trace
  const context = contextOf(loop, setting, intent)
  const asked = [...loopLaws, ...(intent === undefined ? [] : lawsOfIntent)].filter(
    (law) => (law.in?.(setting) ?? true) && law.speaksOf(trace),
  )
  const judged = trace.ended === undefined ? asked : [runsToItsEnd]
  return judged.flatMap((law) => {
    try {
      law.holds(trace, new Witness(), context)
      return []
    } catch (error) {
      if (!(error instanceof Mismatch)) throw error
      return [{ law, setting, message: error.message }]
    }
  })
}

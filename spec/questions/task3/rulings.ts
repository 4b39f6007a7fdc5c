/** Laws of loops as rulings: asked in every setting, each on the trace that all of them share. */
import { points } from '../../judge/conditions.ts'
import { once, ruling, type Condition, type Ruling } from '../../judge/spec.ts'
import { Mismatch, Witness } from '../../judge/witness.ts'
import { tracing } from '../../judge/trace.ts'
import { contextOf } from '../../loops/judge.ts'
import { runsToItsEnd } from '../../loops/laws/faults.ts'
import type { LoopLaw } from '../../loops/laws/law.ts'
import { NO_GPU } from '../../loops/machine/model-steps.ts'
import type { Trace } from '../../loops/machine/trace.ts'
import { Refusal } from '../../loops/python/tree.ts'
import { run, type Loop } from '../../loops/run.ts'
import { isSetting, nameOfSetting, settingFactors, settingOf, type Setting } from '../../loops/setting.ts'
import type { PartName } from '../../judge/subject.ts'

declare module '../../judge/subject.ts' {
  interface AnswerParts {
    /** A training loop: what each rank runs in a setting. */
    trainingLoop: Loop
    /** The same loop, if it takes readings of memory or use that a visualisation could be made from. */
    readingsOfMemoryOrUse: Loop
  }
}

interface HasLoop {
  readonly trainingLoop: Loop
}

const tracesOf = tracing(
  ['trainingLoop'],
  ({ trainingLoop }: HasLoop, strategy: string, ranks: number, device: string, dtype: string) =>
    run(trainingLoop, { strategy, ranks, device, dtype } as Setting),
)

/** What the loop leaves in a setting. A loop that says itself what autocast computes in leaves one trace for all dtypes. */
export function traceOf(subject: HasLoop, setting: Setting): Trace {
  const { strategy, ranks, device, dtype } = setting
  const usual = tracesOf(subject, strategy, ranks, device, 'float16')
  if (dtype === 'float16') return usual
  return usual.dependsOnDtype ? tracesOf(subject, strategy, ranks, device, dtype) : { ...usual, setting }
}

/** Where the loop can be read at all. */
function traceIfRead(subject: HasLoop, setting: Setting): Trace | Refusal {
  try {
    return traceOf(subject, setting)
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}

/** One law tells that a loop needs a GPU; the others judge what it does where there is one. */
function judgedTrace(law: LoopLaw, subject: HasLoop, setting: Setting): Trace | Refusal {
  const trace = traceIfRead(subject, setting)
  const isElsewhere = !(trace instanceof Refusal) && trace.ended?.message === NO_GPU && law !== runsToItsEnd
  return isElsewhere ? traceIfRead(subject, { ...setting, device: 'gpu' }) : trace
}

export interface Asked {
  readonly law: LoopLaw
  /** Only in this strategy. */
  readonly strategy?: Setting['strategy']
  /** Laws whose breach is told, and not held against the claim. */
  readonly tells?: readonly LoopLaw[]
  readonly needs?: readonly PartName[]
  /** Settings that are asked; all by default. */
  readonly among?: (setting: Setting) => boolean
  /** What the loop is asked to do, for a loop that does nothing of it. */
  readonly does?: string
}

export function rulingOf({
  law,
  strategy,
  tells = [],
  needs = [],
  among = () => true,
  does = 'does what this is about',
}: Asked): Ruling {
  const applies = (condition: Condition): boolean =>
    isSetting(condition) &&
    (strategy === undefined || condition['strategy'] === strategy) &&
    among(settingOf(condition)) &&
    (law.in?.(settingOf(condition)) ?? true)
  const settings = points(settingFactors, applies).map((condition) => settingOf(condition))
  return ruling({
    id: law.id,
    says: law.says,
    cites: law.cites,
    premises: ['names', 'model', 'data'],
    needs: ['trainingLoop', ...needs],
    judges: 'code',
    conditions: settingFactors,
    applies,
    holdsUnder: (subject, condition, w) =>
      once(() => {
        const setting = settingOf(condition)
        const trace = judgedTrace(law, subject, setting)
        if (trace instanceof Refusal) return w.remark(`not judged, ${trace.message}`)
        judge({ law, does }, subject, trace, w, settings)
      }),
    concludes: (subject, w) => {
      for (const remark of remarks(law, tells, subject, settings)) w.remark(remark)
    },
  })
}

function judge(
  { law, does }: { law: LoopLaw; does: string },
  subject: HasLoop,
  trace: Trace,
  w: Witness,
  settings: readonly Setting[],
): void {
  const { ended, setting } = trace
  const context = contextOf(subject.trainingLoop, setting)
  if (ended !== undefined) {
    w.equal(`the run on ${nameOfSetting(setting)}, which ends${context.where(ended.at)}`, ended.message, 'goes on')
    return
  }
  if (law.speaksOf(trace)) law.holds(trace, w, context)
  else {
    const somewhere = settings.some((other) => {
      const elsewhere = traceIfRead(subject, other)
      return elsewhere instanceof Refusal || law.speaksOf(elsewhere)
    })
    w.equal(`whether the loop ${does}`, somewhere ? 'it does' : 'it does not', 'it does')
  }
}

/** What the usual strategy shows in other precisions, where that is another fault, and what else there is to tell. */
function remarks(law: LoopLaw, tells: readonly LoopLaw[], subject: HasLoop, settings: readonly Setting[]): string[] {
  const [usual] = settings
  if (usual === undefined) return []
  const broken = settings
    .filter(({ strategy, ranks, device }) => strategy === usual.strategy && ranks === usual.ranks && device === usual.device)
    .map((setting) => ({ dtype: setting.dtype, message: breach(law, subject, setting) }))
  const kinds = new Set([broken[0]?.message?.replaceAll(/[-\d.e]+/g, '#')])
  const others = broken.slice(1).filter(({ message }) => {
    const kind = message?.replaceAll(/[-\d.e]+/g, '#').replaceAll('bfloat', 'float')
    if (message === undefined || kinds.has(kind)) return false
    kinds.add(kind)
    return true
  })
  const told = tells.flatMap((other) => breachAnywhere(other, subject) ?? [])
  return [...others.map(({ dtype, message }) => `in ${dtype}: ${message}`), ...told]
}

/** The first breach among all settings that a law speaks of. */
function breachAnywhere(law: LoopLaw, subject: HasLoop): string | undefined {
  const asked = points(settingFactors, isSetting).map((condition) => settingOf(condition))
  return asked
    .filter((setting) => law.in?.(setting) ?? true)
    .map((setting) => breach(law, subject, setting))
    .find((message) => message !== undefined)
}

function breach(law: LoopLaw, subject: HasLoop, setting: Setting): string | undefined {
  const trace = traceIfRead(subject, setting)
  if (trace instanceof Refusal || trace.ended !== undefined || !law.speaksOf(trace)) return undefined
  try {
    law.holds(trace, new Witness(), contextOf(subject.trainingLoop, setting))
  } catch (error) {
    if (error instanceof Mismatch) return error.message
    throw error
  }
  return undefined
}

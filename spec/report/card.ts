/**
 * The report card: what `grade` leaves, as plain data. Everything that is printed or written is made from this value alone.
 * What the judge found has the judge's types (`Fields`); the schema is published (`assay schema report`); `format` changes when a field changes its meaning or goes away.
 */
import { z } from 'zod'
import type { Failure } from '../judge/failure.ts'
import { outcomes, type Evidence, type Observation } from '../judge/observe.ts'
import type { Condition } from '../judge/spec.ts'
import type { PartName } from '../judge/subject.ts'
import { verdictWords, type Verdict } from '../judge/verdict.ts'
import type { ToleranceUse } from '../judge/witness.ts'

/** A schema for every field of `T`, no more and no fewer: a field that the judge adds, drops or changes does not compile until it is said here. */
export type Fields<T> = {
  readonly [K in keyof T]-?: Partial<Pick<T, K>> extends Pick<T, K> ? z.ZodExactOptional<z.ZodType<T[K]>> : z.ZodType<T[K]>
}

const condition = z.record(z.string(), z.string()) satisfies z.ZodType<Condition>

const failure = z.object({
  message: z.string().describe('a sentence, with short numbers'),
  what: z.string().exactOptional().describe('what was compared; or the rule that was broken, if expected is "true"'),
  expected: z.string().exactOptional(),
  got: z.string().exactOptional(),
  said: z.enum(['expected', 'got']).exactOptional().describe('of a claim: which of the two was said; the other is what is'),
  counterexample: z.string().exactOptional().describe('the smallest counter-example found, as text'),
  path: z.string().exactOptional().describe('fast-check path that replays it'),
  shrinks: z.number().exactOptional(),
} satisfies Fields<Failure>)

const verdict = z.object({
  word: z.enum(verdictWords),
  reason: z.string().describe('one line: why'),
  trueWhen: z.string().exactOptional().describe('the computed conditions under which the claim is true'),
  usual: z.boolean().exactOptional().describe('for conditional, not stated: whether it is true in the usual case'),
  stated: z.boolean().exactOptional().describe('for conditional: whether the sheet stated the condition'),
  add: z.string().exactOptional().describe('for conditional, not stated: what the sheet would have to assume for all points'),
  share: z.number().describe('the share of the points that this earns'),
  failure: failure.exactOptional(),
} satisfies Fields<Verdict>)

const outcome = z.enum(outcomes)

/** Any name may be that of a part: sheets bring their own. */
const partName = z.string() as unknown as z.ZodType<PartName>

const observed = {
  spec: z.string(),
  says: z.string(),
  cites: z.string(),
  premises: z.array(z.string()).readonly().describe('facts of the question on which the sentence rests'),
  subject: z.string(),
  outcome,
  seed: z.number(),
  missing: z.array(partName).readonly().exactOptional().describe('parts that the subject lacks'),
  fromReference: z
    .array(partName)
    .readonly()
    .exactOptional()
    .describe('parts that the spec needs and the subject did not bring: those of the reference stood in'),
  runs: z.number().describe('inputs tried, over all conditions'),
  checks: z.number().describe('comparisons made'),
  failure: failure.exactOptional(),
  tolerance: z
    .object({ share: z.number(), what: z.string() } satisfies Fields<ToleranceUse>)
    .exactOptional()
    .describe('largest share of a tolerance that was used'),
  reached: z.record(z.string(), z.number()).describe('branches taken, and how often'),
  measured: z.record(z.string(), z.unknown()).describe('figures, by name'),
  remarks: z.array(z.string()).readonly(),
  under: z
    .array(z.object({ condition, outcome, failure: failure.exactOptional() } satisfies Fields<Observation>))
    .readonly()
    .exactOptional(),
  trueWhen: z.string().exactOptional(),
  credit: z
    .object({ share: z.number(), because: z.string() } satisfies Fields<NonNullable<Evidence['credit']>>)
    .exactOptional()
    .describe('share of the mark earned by what is not true as stated, and why'),
  elapsedMs: z.number(),
} satisfies Fields<Evidence>

const evidence = z.object({ ...observed, verdict, replay: z.string().describe('a command that runs this again') })

const item = z.object({
  id: z.string().describe('as in the sheet, such as Q5.c'),
  question: z.string(),
  text: z.string().describe('what the sheet says, in words'),
  claims: z.array(z.string()).describe('what was judged, such as "map: k / n"'),
  verdict,
  contradicts: z.array(z.string()).describe('items of the same sheet that cannot be true together with this one'),
  supplied: z.array(z.string()).describe('facts that the question supplied because the sheet does not state them'),
  points: z.object({ earned: z.number(), of: z.number() }),
  evidence: z.array(evidence),
})

export const reportCard = z.object({
  format: z.literal(1),
  assay: z.string().describe('version of assay'),
  versions: z.record(z.string(), z.string()).describe('node, platform and the libraries that were used'),
  sheet: z.object({ title: z.string(), file: z.string() }),
  seed: z.number(),
  date: z.string().describe('when the run began, ISO 8601'),
  complete: z.boolean().describe('false in the file that a run leaves when it is killed'),
  planned: z.number().describe('items that the sheet has'),
  questions: z.array(z.object({ id: z.string(), title: z.string(), asks: z.string() })),
  items: z.array(item),
  counts: z.record(z.enum(verdictWords), z.number()),
  points: z.object({ earned: z.number(), of: z.number() }),
  elapsedMs: z.number(),
})

export type ReportCard = z.infer<typeof reportCard>
export type ItemReport = z.infer<typeof item>
export type EvidenceReport = z.infer<typeof evidence>

/** What a report says of a piece of evidence, in the order in which it says it, for the terminal and the page alike. */
import type { EvidenceReport } from './card.ts'
import { counted } from '../judge/counted.ts'
import { isRule, seenIn } from '../judge/sentences.ts'

export interface EvidenceField {
  readonly label: string
  readonly text: string
  /** Whether the text shows values of a run. */
  readonly isData: boolean
}

/** Fields that say something: what was asked and came out, before the conditions and the measured figures, and how, after them. */
export function evidenceFields(evidence: EvidenceReport): { readonly outcome: EvidenceField[]; readonly run: EvidenceField[] } {
  const { failure, tolerance, verdict, runs, checks, seed, elapsedMs } = evidence
  const reached = Object.entries(evidence.reached).map(([branch, times]) => `${branch} ${times}×`)
  return {
    outcome: [
      ...field('Verdict', verdict.word),
      ...field('True when', evidence.trueWhen ?? verdict.trueWhen),
      ...compared(failure),
      ...field('Counter-example', failure?.counterexample, true),
      ...field('Message', failure?.expected === undefined ? failure?.message : undefined),
      ...field('Tolerance', tolerance && `${percent(tolerance.share)} used, at ${tolerance.what}`),
      ...field('Reached', reached.join(', ')),
    ],
    run: [
      ...field('From reference', evidence.fromReference?.join(', ')),
      ...field('Run', `${counted(runs, 'input')}, ${counted(checks, 'comparison')}, seed ${seed}, ${Math.round(elapsedMs)} ms`),
      ...field('Source', evidence.cites),
    ],
  }
}

/** Both sides of the comparison that failed: what was said comes before what is. */
function compared(failure: EvidenceReport['failure']): EvidenceField[] {
  const { what, expected, got, said } = failure ?? {}
  if (expected === undefined || got === undefined) return []
  const ofRule = isRule({ expected, got })
  const [wanted, given] = ofRule ? [what, seenIn(got)] : [expected, got]
  const sides =
    said === undefined
      ? [...field('Expected', wanted, true), ...field('Got', given, true)]
      : [...field('You said', said === 'got' ? given : wanted, true), ...field('It is', said === 'got' ? wanted : given, true)]
  return ofRule ? sides : [...field('Compared', what), ...sides]
}

function field(label: string, text: string | undefined, isData = false): EvidenceField[] {
  return text === undefined || text === '' ? [] : [{ label, text, isData }]
}

/** What stood in for the parts that the subject did not bring; nothing where it brought all. */
export function standInsOf({ fromReference = [] }: Pick<EvidenceReport, 'fromReference'>): string | undefined {
  return fromReference.length === 0 ? undefined : `with ${fromReference.join(', ')} of the reference`
}

export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`
}

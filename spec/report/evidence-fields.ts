/** What a report says of a piece of evidence, in the order in which it says it, for the terminal and the page alike. */
import type { EvidenceReport } from './card.ts'
import { counted } from './text.ts'

export interface EvidenceField {
  readonly label: string
  readonly text: string
  /** Whether the text shows values of a run. */
  readonly isData: boolean
}

/** Fields that say something: what was asked and came out, before the conditions and the measured figures, and how, after them. */
export function evidenceFields(evidence: EvidenceReport): { readonly outcome: EvidenceField[]; readonly run: EvidenceField[] } {
  const { failure, tolerance, verdict, runs, checks, seed, elapsedMs } = evidence
  const [claimed, found] = failure?.ofWords === true ? ['You said', 'It is'] : ['Expected', 'Got']
  const reached = Object.entries(evidence.reached).map(([branch, times]) => `${branch} ${times}×`)
  return {
    outcome: [
      ...field('Verdict', verdict.word),
      ...field('True when', evidence.trueWhen ?? verdict.trueWhen),
      ...field(claimed, failure?.expected, true),
      ...field(found, failure?.got, true),
      ...field('Counter-example', failure?.counterexample, true),
      ...field('Message', failure?.expected === undefined ? failure?.message : undefined),
      ...field('Tolerance', tolerance && `${percent(tolerance.share)} used, at ${tolerance.what}`),
      ...field('Reached', reached.join(', ')),
    ],
    run: [
      ...field('Run', `${counted(runs, 'input')}, ${counted(checks, 'comparison')}, seed ${seed}, ${Math.round(elapsedMs)} ms`),
      ...field('Source', evidence.cites),
    ],
  }
}

function field(label: string, text: string | undefined, isData = false): EvidenceField[] {
  return text === undefined || text === '' ? [] : [{ label, text, isData }]
}

export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`
}

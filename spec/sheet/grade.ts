/** answer sheet -> claim -> spec -> observe -> evidence -> verdict -> report: the main job, item by item. */
import { observe, unobserved, type ObserveOptions } from '../judge/observe.ts'
import type { Question } from '../questions/question.ts'
import type { EvidenceReport, ItemReport } from '../report/card.ts'
import type { Subject } from '../judge/subject.ts'
import type { Item, Sheet } from './answer-sheet.ts'
import { claimsOf, subjectOf, suppliedLevels, type Claim } from './claim.ts'
import { contradictions } from './contradictions.ts'
import { replayCommand } from '../report/replay.ts'
import { verdictOf, worstOf, type Verdict } from '../judge/verdict.ts'

export interface GradeOptions extends ObserveOptions {
  /** Told before each spec: which item it judges, and how. */
  readonly onSpec?: (item: string, spec: string) => void
}

/** Judges every item of a sheet, in the order of the sheet, but for questions that take long: they come last. The items of one question come together. */
export async function* grade(sheet: Sheet, reference: Subject, options: GradeOptions): AsyncGenerator<ItemReport> {
  const longLast = sheet.questions.toSorted((one, other) => (one.question.takesSeconds ?? 0) - (other.question.takesSeconds ?? 0))
  for (const { question, items } of longLast) yield* gradeQuestion(sheet, question, items, reference, options)
}

async function* gradeQuestion(
  sheet: Sheet,
  question: Question,
  items: readonly Item[],
  reference: Subject,
  options: GradeOptions,
): AsyncGenerator<ItemReport> {
  const claims = claimsOf(question, items)
  const found = contradictions(question, distinct(claims))
  const stated = question.states?.(items.flatMap(({ answers }) => answers)) ?? []
  const clashes = (found ?? []).filter((clash) => assumable(question, clash))
  for (const item of items) {
    const own = claims.filter((claim) => claim.item === item)
    const evidence: EvidenceReport[] = []
    for (const claim of own) evidence.push(...(await judgeClaim(sheet, question, claim, reference, options)))
    const report = reportOf(question, item, own, evidence, stated, found === undefined ? UNSEARCHED : CONSISTENT)
    yield withContradictions(report, clashes, (clash) => question.clash?.(inOneCase(question, clash, claims)))
  }
}

/** The first of the claims that say the same under the same assumptions: it speaks for all. */
function distinct(claims: readonly Claim[]): Claim[] {
  const firsts = new Map<string, Claim>()
  for (const claim of claims) {
    const key = JSON.stringify([claim.text, claim.item.assume])
    if (!firsts.has(key)) firsts.set(key, claim)
  }
  return [...firsts.values()]
}

async function judgeClaim(
  sheet: Sheet,
  question: Question,
  claim: Claim,
  reference: Subject,
  options: GradeOptions,
): Promise<EvidenceReport[]> {
  const subject = subjectOf(claim, reference)
  const reports: EvidenceReport[] = []
  for (const spec of claim.specs) {
    options.onSpec?.(claim.item.id, spec.id)
    const spent = options.spent?.()
    const evidence =
      spent === undefined
        ? await observe(spec, subject, { ...options, only: claim.given, ofClaim: true, brings: Object.keys(claim.parts) })
        : unobserved(spec, subject.name, options.seed, spent)
    const verdict = verdictOf(evidence, claim.item.assume, suppliedLevels(question))
    reports.push({ ...evidence, verdict, replay: replayCommand(sheet.file, evidence, verdict, claim.item.id) })
  }
  return reports
}

/** Whether some condition agrees with what all these claims assume: answers for different cases do not contradict each other. */
function assumable(question: Question, claims: readonly Claim[]): boolean {
  return Object.entries(question.conditions).every(([factor, levels]) => {
    const open = ({ item, given }: Claim): readonly string[] =>
      item.assume[factor] ?? (given[factor] === undefined ? levels : [given[factor]])
    return levels.some((level) => claims.every((claim) => open(claim).includes(level)))
  })
}

/** These claims, and with them all others that can be assumed together. */
function inOneCase(question: Question, clash: readonly Claim[], claims: readonly Claim[]): readonly Claim[] {
  return claims.reduce((together, claim) => {
    const more = [...together, claim]
    return !clash.includes(claim) && assumable(question, more) ? more : together
  }, clash)
}

/** Of an item that only says how the others go together, until a contradiction is found. */
const CONSISTENT: Verdict = { word: 'holds', share: 1, reason: 'agrees with the other items of the sheet' }
const UNSEARCHED: Verdict = {
  word: 'undecided',
  share: 0,
  reason: 'the sheet gives too many different answers to this question to compare them all',
}

function reportOf(
  question: Question,
  item: Item,
  claims: readonly Claim[],
  evidence: readonly EvidenceReport[],
  stated: readonly string[],
  unjudged: Verdict,
): ItemReport {
  const judged = claims.length > 0 && evidence.length === 0 ? unjudged : worstOf(evidence.map((each) => each.verdict))
  const verdict = marked(item, against(question, item, judged))
  const facts = new Set(claims.flatMap((claim) => claim.specs.flatMap((spec) => spec.premises ?? [])))
  const supplied = [...facts].filter((fact) => item.assume[fact] === undefined && !stated.includes(fact))
  // A question that no spec can judge yet is worth nothing, whatever the sheet says, unless somebody marks it.
  const worth = Object.keys(question.slots).length === 0 && item.mark === undefined ? 0 : item.points
  return {
    id: item.id,
    question: question.id,
    text: item.text,
    claims: claims.map((claim) => claim.text),
    verdict: advised(verdict, worth),
    contradicts: [],
    supplied: supplied.map((fact) => `${fact} = ${question.supplies[fact] ?? 'unknown'}`),
    points: { earned: verdict.share * worth, of: worth },
    evidence: [...evidence],
  }
}

/** A mark that a person gave counts where no spec has judged. */
function marked(item: Item, verdict: Verdict): Verdict {
  if (item.mark === undefined || verdict.word !== 'not offered') return verdict
  return { word: 'not offered', share: item.mark.share, reason: `marked by hand, ${item.mark.written}: ${item.mark.because}` }
}

/** What is assumed against a fact of the question earns nothing, true as it may be elsewhere. */
function against(question: Question, item: Item, verdict: Verdict): Verdict {
  const denied = Object.entries(question.given ?? {}).filter(
    ([factor, level]) => verdict.trueWhen?.includes(factor) === true && item.assume[factor]?.includes(level) === false,
  )
  const [[factor, level] = ['', '']] = denied
  if (denied.length === 0 || verdict.share === 0) return verdict
  const reason = `the question supplies ${factor} = ${level}, against which the item assumes ${item.assume[factor]?.join(' or ')}; under that assumption: ${verdict.reason}`
  return { ...verdict, word: 'conditional', share: 0, stated: false, usual: false, reason }
}

/** Says what to add to the sheet, and what that would earn. */
function advised(verdict: Verdict, worth: number): Verdict {
  const gain = Math.round((1 - verdict.share) * worth * 100) / 100
  return verdict.add === undefined || gain === 0
    ? verdict
    : { ...verdict, reason: `${verdict.reason}; add ${verdict.add}: +${gain}` }
}

/**
 * Names the items that cannot be true together with this one. What the specs judged keeps its verdict: the world decides. An item that
 * speaks of the other items only is `contradictory`, and `explain` says why.
 */
function withContradictions(
  report: ItemReport,
  clashes: readonly (readonly Claim[])[],
  explain: (clash: readonly Claim[]) => string | undefined,
): ItemReport {
  const own = clashes
    .filter((clash) => clash.some(({ item }) => item.id === report.id))
    .map((clash) => ({ clash, others: [...new Set(clash.map(({ item }) => item.id))].filter((id) => id !== report.id) }))
    .filter(({ others }) => others.length > 0)
  const [first] = own
  if (first === undefined) return report
  const contradicts = [...new Set(own.flatMap(({ others }) => others))].toSorted()
  if (report.evidence.length > 0) return { ...report, contradicts }
  const together = `cannot be true together with ${first.others.join(' and ')} of the same sheet`
  const message = explain(first.clash)
  const verdict: Verdict =
    message === undefined
      ? { word: 'contradictory', share: 0, reason: together }
      : { word: 'contradictory', share: 0, reason: `${message}; ${together}`, failure: { message } }
  return { ...report, contradicts, verdict, points: { ...report.points, earned: 0 } }
}

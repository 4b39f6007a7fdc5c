/** Why the parts as stated cannot sum to the total as stated, in numbers. */
import type { Sizes } from '../../../src/contract/complexity.ts'
import { costText } from '../../formula/cost-algebra.ts'
import type { WrittenClaim } from '../../formula/cost-claim.ts'
import { valueAt } from '../../laws/complexity/growth.ts'
import type { Answer } from '../question.ts'
import { inSizes, shortNumber } from './costs.ts'
import { stepPhases } from './worlds.ts'

/** Where the sum and the total are put in numbers: the first at which they are far apart. */
const SHOWN: readonly Sizes[] = [
  { m: 1e6, n: 1e6, k: 100 },
  { m: 1e6, n: 1e3, k: 1 },
  { m: 1e3, n: 1e6, k: 1 },
  { m: 1, n: 1e6, k: 1e3 },
  { m: 1e6, n: 1e6, k: 1e6 },
  { m: 1, n: 1e6, k: 1e6 },
]

/** Four phases of the order of the total sum to no more than four times as much. */
const FAR = 4.1

/** One line with numbers; nothing where no total or no part is stated. Of two claims about one phase the first counts. */
export function clashOfParts(answers: readonly Answer[]): string | undefined {
  const claimed = (slot: string): WrittenClaim | undefined =>
    answers.find((answer) => answer.slot === slot)?.value as WrittenClaim | undefined
  const parts = stepPhases.map(claimed).filter((claim) => claim !== undefined)
  const total = claimed('total')
  if (parts.length === 0 || total === undefined) return undefined
  const sumText = parts.map(({ cost }) => costText(cost)).join(' + ')
  const said = `the parts as stated sum to ${sumText}, the total as stated is ${costText(total.cost)}`
  const found = SHOWN.map((at) => {
    const sum = parts.reduce((so, { cost }) => so + valueAt(cost, at), 0)
    return { at, sum, whole: valueAt(total.cost, at) }
  }).find(({ sum, whole }) => sum > FAR * whole || whole > FAR * sum)
  if (found === undefined) return said
  return `${said}: at ${inSizes(found.at)} that is ${shortNumber(found.sum)} against ${shortNumber(found.whole)}`
}

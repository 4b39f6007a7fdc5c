/** The four regimes of the evidence, in six disjoint blocks of 20 seeds: the ranking of each block, what it took, and whether all agree. */
import { cpuUsage } from 'node:process'
import type { PerMethod, SelectionTrial, Training } from '../../src/contract/selection.ts'
import { compareMethods } from '../../src/selection/compare.ts'
import { selectionTrial } from '../../src/selection/trial.ts'
import { evidence, trialSeed } from '../../spec/laws/selection/regimes.ts'

const BLOCKS = 6
const TRIALS = 20

const column = (trials: readonly SelectionTrial[], training: Training): PerMethod<readonly number[]> => [
  trials.map((trial) => trial[training][0]),
  trials.map((trial) => trial[training][1]),
  trials.map((trial) => trial[training][2]),
]

let agree = true
const seconds: number[] = []
const orders = new Map<string, Set<string>>()
for (let block = 1; block <= BLOCKS; block += 1) {
  const before = cpuUsage()
  for (const [name, regime] of Object.entries(evidence)) {
    const trials = Array.from({ length: TRIALS }, (_, i) => selectionTrial(regime, trialSeed(block, i)))
    for (const training of ['new', 'union'] as const) {
      const comparison = compareMethods(column(trials, training))
      const [a, b, c] = comparison.order
      if (a === undefined || b === undefined || c === undefined) throw new Error('six-blocks: an order has three methods')
      const pair = (x: typeof a, y: typeof a): string => {
        const { mean, halfWidth } = comparison.difference(x, y)
        return `${x} - ${y} = ${mean.toFixed(4)} ± ${halfWidth.toFixed(4)}`
      }
      const key = `${name}, ${training}`
      orders.set(key, (orders.get(key) ?? new Set()).add(comparison.order.join(' > ')))
      process.stdout.write(`block ${block}  ${key.padEnd(38)} ${comparison.order.join(' > ')}   ${pair(a, b)}   ${pair(b, c)}\n`)
    }
  }
  const { user, system } = cpuUsage(before)
  seconds.push((user + system) / 1e6)
}
for (const [key, found] of orders) {
  if (found.size > 1) agree = false
  process.stdout.write(`${key.padEnd(38)} ${[...found].join(' or ')}\n`)
}
process.stdout.write(
  `${agree ? 'the same' : 'NOT the same'} ranking in all ${BLOCKS} blocks; processor seconds a block: ${seconds.map((s) => s.toFixed(2)).join(', ')}\n`,
)
process.exitCode = agree ? 0 : 1

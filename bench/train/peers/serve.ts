/** What the contestants on Node share: they answer the questions of `harness/contestant.ts` with one forward and backward pass. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { MicroBatch } from '../../../src/contract/model.ts'
import type { Shape } from '../problem.ts'

/** A loaded problem. */
export interface Loaded extends Shape {
  readonly weights: Readonly<Record<string, Float32Array>>
  readonly batch: MicroBatch
}

/** One forward and backward pass: the loss, and the gradients by name for whoever wants to see them. */
export type Pass = () => { readonly loss: number; readonly gradients: () => Readonly<Record<string, ArrayLike<number>>> }

type Question = ({ readonly do: 'load' } & Shape) | { readonly do: 'turn'; readonly ms: number }

/** Answers until the input ends. */
export async function serve(make: (problem: Loaded) => Promise<Pass>): Promise<void> {
  let pass: Pass | undefined
  for await (const line of createInterface({ input: process.stdin })) {
    const question = JSON.parse(line) as Question
    try {
      if (question.do === 'load') {
        const problem = read(question)
        pass = await make(problem)
        answer(summary(pass(), problem))
      } else if (pass !== undefined) answer(turn(pass, question.ms))
    } catch (error) {
      answer({ error: String(error) })
    }
  }
}

function answer(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}

function summary({ loss, gradients: show }: ReturnType<Pass>, { weights }: Loaded): object {
  const gradients = show()
  let sum = 0
  let dot = 0
  for (const [name, values] of Object.entries(weights)) {
    const gradient = gradients[name] ?? []
    values.forEach((x, i) => {
      sum += (gradient[i] ?? NaN) ** 2
      dot += x * (gradient[i] ?? NaN)
    })
  }
  return { loss, sum, dot }
}

function turn(pass: Pass, ms: number): object {
  const cpu = process.cpuUsage()
  const start = process.hrtime.bigint()
  const end = start + BigInt(Math.round(ms * 1e6))
  let calls = 0
  let now: bigint
  do {
    pass()
    calls += 1
    now = process.hrtime.bigint()
  } while (now < end)
  const { user, system } = process.cpuUsage(cpu)
  return { calls, wallNs: Number(now - start), cpuNs: 1000 * (user + system), peakBytes: 1024 * process.resourceUsage().maxRSS }
}

function read(shape: Shape): Loaded {
  const bytes = (name: string): ArrayBuffer => Uint8Array.from(readFileSync(join(shape.folder, name))).buffer
  const all = new Float32Array(bytes('weights'))
  let end = 0
  const weights = shape.parameters.map(({ name, shape: extents }) => {
    const start = end
    end += extents.reduce((product, extent) => product * extent, 1)
    return [name, all.slice(start, end)] as const
  })
  return {
    ...shape,
    weights: Object.fromEntries(weights),
    batch: {
      rows: shape.rows,
      length: shape.length,
      tokens: new Int32Array(bytes('tokens')),
      targets: new Int32Array(bytes('targets')),
    },
  }
}

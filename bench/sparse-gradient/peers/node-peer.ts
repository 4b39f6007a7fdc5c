/**
 * What the contestants that run on Node share: `serve` answers the questions of the protocol (`contestant.ts`) until the input ends.
 */
import type { LossAndGradient } from '../../../src/contract/sparse.ts'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { LoadRequest } from '../../harness/contestant.ts'

/** A loaded problem. */
export interface Loaded extends LoadRequest {
  readonly indptr: Int32Array
  readonly indices: Int32Array
  readonly data: Float64Array
  /** 0 or 1 */
  readonly labels: Float64Array
  readonly weights: Float64Array
}

/** One gradient; asynchronous where the library is. */
export type Gradient = () => LossAndGradient | Promise<LossAndGradient>

type Question = ({ readonly do: 'load' } & LoadRequest) | { readonly do: 'turn'; readonly ms: number }

export async function serve(make: (problem: Loaded) => Promise<Gradient> | Gradient): Promise<void> {
  let gradient: Gradient | undefined
  for await (const line of createInterface({ input: process.stdin })) {
    const question = JSON.parse(line) as Question
    try {
      if (question.do === 'load') {
        const problem = read(question)
        gradient = await make(problem)
        answer(summary(await gradient(), problem.weights))
      } else if (gradient !== undefined) answer(await turn(gradient, question.ms))
    } catch (error) {
      answer({ error: String(error) })
    }
  }
}

function answer(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}

function summary({ loss, gradient }: LossAndGradient, weights: Float64Array): object {
  const sum = gradient.reduce((total, g) => total + g, 0)
  const dot = gradient.reduce((total, g, j) => total + g * (weights[j] ?? NaN), 0)
  return { loss, sum, dot }
}

async function turn(gradient: Gradient, ms: number): Promise<object> {
  const cpu = process.cpuUsage()
  const start = process.hrtime.bigint()
  const end = start + BigInt(Math.round(ms * 1e6))
  let calls = 0
  let now: bigint
  do {
    const result = gradient()
    if (result instanceof Promise) await result
    calls += 1
    now = process.hrtime.bigint()
  } while (now < end)
  const { user, system } = process.cpuUsage(cpu)
  return { calls, wallNs: Number(now - start), cpuNs: 1000 * (user + system) }
}

function read(request: LoadRequest): Loaded {
  const bytes = (name: string): ArrayBuffer => {
    const { buffer, byteOffset, byteLength } = readFileSync(join(request.folder, name))
    return buffer.slice(byteOffset, byteOffset + byteLength)
  }
  return {
    ...request,
    indptr: new Int32Array(bytes('indptr')),
    indices: new Int32Array(bytes('indices')),
    data: new Float64Array(bytes('data')),
    labels: new Float64Array(bytes('labels')),
    weights: new Float64Array(bytes('weights')),
  }
}

/** The laws of every part see what no spec asks for by name, and leave right parts alone. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { law, once } from './spec.ts'
import type { Parts } from './subject.ts'
import { observe, type Evidence } from './observe.ts'

const right: Pick<Parts, 'adjustPValues' | 'posterior' | 'logisticGradient' | 'mle' | 'fittedProbabilities'> = {
  adjustPValues: (_correction, ps) => ps.map((p) => Math.min(1, p * ps.length)),
  posterior: (k, n, prior = { a: 1, b: 1 }) => ({ a: prior.a + k, b: prior.b + n - k }),
  logisticGradient: (_data, l2, weights) => weights.map((w) => l2 * w),
  fittedProbabilities: (_data, weights) => weights.map(() => 0.5),
  mle: (k, n) => (n === 0 ? undefined : k / n),
}
const data = { rows: 1, columns: 1, features: Float64Array.of(1), labels: Float64Array.of(1) }

/** Calls the parts often, and compares nothing that matters: what is seen is seen by the laws of every part. */
const blind = law({
  id: 'every-part.blind',
  says: 'parts can be called',
  cites: 'nothing',
  needs: ['adjustPValues', 'posterior', 'logisticGradient', 'mle', 'fittedProbabilities'],
  holds: ({ adjustPValues, posterior, logisticGradient, mle, fittedProbabilities }, w) =>
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 }), fc.nat(9), (ps, k) => {
      adjustPValues('Bonferroni', ps)
      posterior(k, 9, { a: 2, b: k + 1 })
      const weights = Float64Array.from(ps)
      logisticGradient(data, 0.5, weights)
      weights.reverse()
      logisticGradient(data, 0.5, weights)
      fittedProbabilities(data, weights)
      mle(k, 9)
      w.equal('one', 1, 1)
    }),
})

async function seen(parts: object): Promise<Evidence> {
  return observe(blind, { ...right, ...parts, name: 'mine', url: import.meta.url }, { seed: 1 })
}

let calls = 0
const scratch = new Map<number, Float64Array>()
const byArray = new WeakMap<object, Float64Array>()

const faults: Readonly<Record<string, readonly [parts: object, mention: string]>> = {
  'an argument is cleared': [{ adjustPValues: (_c: string, ps: number[]) => ps.fill(1) }, 'argument 2 of adjustPValues'],
  'an argument is overwritten in part': [
    { adjustPValues: (_c: string, ps: number[]) => ps.fill(ps.at(-1) ?? 1, 0, 1).map(() => 1) },
    'argument 2 of adjustPValues',
  ],
  'an argument is emptied before a refusal': [
    {
      adjustPValues: (_c: string, ps: number[]) => {
        ps.length = 0
        throw new RangeError('no')
      },
    },
    'argument 2 of adjustPValues',
  ],
  'a prior is overwritten': [
    {
      posterior: (k: number, n: number, prior: { a: number; b: number }) =>
        Object.assign(prior, { a: prior.a + k, b: prior.b + n - k }),
    },
    'argument 3 of posterior',
  ],
  'a typed array is shifted': [
    {
      fittedProbabilities: (_d: object, weights: Float64Array) => {
        weights[0] = 7
        return Float64Array.of(0.5)
      },
    },
    'argument 2 of fittedProbabilities',
  ],
  'a result is used again for the next': [
    {
      logisticGradient(_d: object, l2: number, weights: Float64Array) {
        const out = scratch.get(weights.length) ?? new Float64Array(weights.length)
        scratch.set(weights.length, out)
        out.set(weights.map((w) => l2 * w))
        return out
      },
    },
    'an earlier result of logisticGradient',
  ],
  'an answer is remembered by the array, not by what is in it': [
    {
      logisticGradient(_d: object, l2: number, weights: Float64Array) {
        const known = byArray.get(weights) ?? weights.map((w) => l2 * w)
        byArray.set(weights, known)
        return known.slice()
      },
    },
    'called again',
  ],
  'the same call gives another answer later': [
    { mle: (k: number, n: number) => (k + (calls++ > 40 ? 1 : 0)) / n },
    'called again',
  ],
  'a number is text': [{ mle: (k: number, n: number) => String(k / n) }, 'expected a number, got "'],
  'a number is an object': [{ mle: () => Object(0.5) as unknown }, 'an object around one'],
  'a number is no number': [{ mle: () => NaN }, 'expected no NaN'],
  'an array holds NaN': [{ fittedProbabilities: () => Float64Array.of(NaN) }, 'expected no NaN'],
  'a getter changes': [
    {
      posterior: () => ({
        get a() {
          return (calls += 1)
        },
        b: 1,
      }),
    },
    'a getter that changes',
  ],
}

describe('what no spec asks for by name', () => {
  test.each(Object.entries(faults).map(([what, [parts, mention]]) => [what, parts, mention] as const))(
    '%s',
    async (_what, parts, mention) => {
      const { outcome, failure } = await seen(parts)
      expect([outcome, failure?.message]).toEqual(['wrong value', expect.stringContaining(mention)])
    },
  )

  test('right parts are left alone', async () => {
    expect(await seen({})).toMatchObject({ outcome: 'passed', runs: 100 })
  })

  test('the counter-example is what was drawn, not what the subject made of it', async () => {
    const { failure } = await seen({ adjustPValues: (_c: string, ps: number[]) => ps.fill(7) })
    expect(failure?.counterexample).not.toContain('7')
  })
})

const single = (run: (parts: Pick<Parts, 'mle'>) => void) =>
  law({
    id: 'every-part.single',
    says: '',
    cites: '',
    needs: ['mle'],
    holds: (parts, w) =>
      once(() => {
        run(parts)
        w.equal('one', 1, 1)
      }),
  })

test.each<readonly [string, unknown, string]>([
  ['an object without text', Object.create(null), 'no text'],
  ['nothing', undefined, 'undefined'],
  ["fast-check's mark of a skipped input", new fc.PreconditionFailure(), 'marks of a skipped input'],
  ['a message of 50 MB', new Error('x'.repeat(5e7)), 'Error: xxx'],
])('a part that throws %s has crashed', async (_what, thrown, mention) => {
  const mle = (): never => {
    throw thrown
  }
  const evidence = await observe(
    single(({ mle: part }) => part(1, 2)),
    { mle, name: 'mine', url: '' },
    { seed: 1 },
  )
  expect(evidence.outcome).toBe('threw')
  expect(evidence.failure?.message).toContain(mention)
  expect(evidence.failure?.message.length).toBeLessThan(3000)
})

test('a spec that compares text with a number does not pass', async () => {
  const spec = law({
    id: 'a.b',
    says: '',
    cites: '',
    needs: [],
    holds: (_parts, w) => once(() => w.close('x', '0.5' as unknown as number, 0.5, 1e-9)),
  })
  expect(await observe(spec, { name: 'mine', url: '' }, { seed: 1 })).toMatchObject({ outcome: 'wrong value' })
})

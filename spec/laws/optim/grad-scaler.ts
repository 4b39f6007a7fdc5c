/** The loss scaler as a state machine: how the scale moves, what a skipped step means, and what is refused in which words. */
import fc from 'fast-check'
import type { ScalerCall } from '../../../src/contract/optim.ts'
import { law, once, table } from '../../judge/spec.ts'
import { afterUpdates, iterations, scale, step, unscale, update } from './scaler-calls.ts'

const UNSCALED_TWICE = 'unscale_() has already been called on this optimizer since the last update().'
const UNSCALED_LATE = 'unscale_() is being called after step().'
const STEPPED_TWICE = 'step() has already been called since the last update().'
const NOTHING_CHECKED = 'No inf checks were recorded prior to update.'
const HALF: ScalerCall = { call: 'unscale', grads: Float32Array.of(1), storage: 'float16' }

/** Calls of which only the last is out of order. */
const MISUSES: readonly { calls: readonly ScalerCall[]; type: string; message: string }[] = [
  { calls: [scale, unscale(), unscale()], type: 'RuntimeError', message: UNSCALED_TWICE },
  { calls: [scale, unscale(), step(), unscale()], type: 'RuntimeError', message: UNSCALED_LATE },
  { calls: [scale, step(), unscale()], type: 'RuntimeError', message: UNSCALED_LATE },
  { calls: [scale, step(), step()], type: 'RuntimeError', message: STEPPED_TWICE },
  { calls: [scale, unscale(), step(), step()], type: 'RuntimeError', message: STEPPED_TWICE },
  { calls: [scale, update], type: 'AssertionError', message: NOTHING_CHECKED },
  { calls: [...iterations('F'), scale, update], type: 'AssertionError', message: NOTHING_CHECKED },
  { calls: [step()], type: 'AssertionError', message: 'Attempted step but _scale is None' },
  { calls: [unscale()], type: 'AssertionError', message: 'Attempted unscale_ but _scale is None' },
  { calls: [update], type: 'AssertionError', message: 'Attempted update but _scale is None' },
  { calls: [scale, HALF], type: 'ValueError', message: 'Attempting to unscale FP16 gradients.' },
]

export default [
  law({
    id: 'scaler.published',
    says: 'the scale starts at 65536, doubles after the growth interval of clean iterations in a row, halves at an infinity, and counts anew after either',
    cites: 'PyTorch 2.15, torch.amp.GradScaler("cpu")',
    needs: ['runScaler'],
    holds: ({ runScaler }, w) =>
      once(() => {
        const short = afterUpdates(runScaler({ growthInterval: 3 }, iterations('FFFIFFFFFF')))
        const expected = [65536, 65536, 131072, 65536, 65536, 65536, 131072, 131072, 131072, 262144]
        w.equal('interval 3: FFFIFFFFFF', short.map((state) => state.scale), expected) // prettier-ignore
        const grown = afterUpdates(runScaler({}, iterations('F'.repeat(2000))))
        w.equal('1999 clean', [grown.at(-2)?.scale, grown.at(-2)?.growthTracker], [65536, 1999])
        w.equal('2000 clean', [grown.at(-1)?.scale, grown.at(-1)?.growthTracker], [131072, 0])
        const interrupted = runScaler({}, iterations(`${'F'.repeat(1999)}I${'F'.repeat(1999)}`)).at(-1)
        w.equal('1999 clean, one not, 1999 clean', [interrupted?.scale, interrupted?.growthTracker], [32768, 1999])
        const sunk = runScaler({}, iterations('I'.repeat(200))).at(-1)
        w.equal('200 infinities', sunk?.scale, 0)
      }),
  }),
  law({
    id: 'scaler.is-a-counter',
    says: 'for every sequence of finite, infinite and NaN iterations and all factors, the scale is what counting clean runs gives, and exactly the clean ones step',
    cites: 'the rule of PyTorch, counted from the text of the sequence; growth that would be infinite is left out',
    needs: ['runScaler'],
    reaches: ['grew', 'shrank', 'left out'],
    holds: ({ runScaler }, w) =>
      fc.property(
        fc.array(fc.constantFrom('F', 'F', 'F', 'I', 'N'), { maxLength: 30 }).map((kinds) => kinds.join('')),
        fc.record({
          initScale: fc.constantFrom(1, 1000, 65536, 2 ** 127),
          growthFactor: fc.constantFrom(2, 1.5, 16),
          backoffFactor: fc.constantFrom(0.5, 0.25, 0.7),
          growthInterval: fc.integer({ min: 1, max: 5 }),
        }),
        (kinds, options) => {
          const outcomes = runScaler(options, iterations(kinds))
          let expected = Math.fround(options.initScale)
          for (const [i, { scale: got }] of afterUpdates(outcomes).entries()) {
            const run = /F*$/.exec(kinds.slice(0, i + 1))?.[0].length ?? 0
            if (run === 0) expected = Math.fround(expected * options.backoffFactor)
            const grown = Math.fround(expected * options.growthFactor)
            if (run > 0 && run % options.growthInterval === 0) {
              w.reached(grown < Infinity ? 'grew' : 'left out')
              if (grown < Infinity) expected = grown
            }
            if (run === 0) w.reached('shrank')
            w.equal(`scale after ${kinds.slice(0, i + 1)}`, got, expected)
            w.equal(`step ${i}`, outcomes[4 * i + 2]?.stepped, run > 0)
          }
        },
      ),
  }),
  law({
    id: 'scaler.unscales-once',
    says: 'the loss is multiplied by the scale; unscaling divides by the scale that the loss had, once, whether asked for or left to the step',
    cites: 'definition; powers of two are exact',
    needs: ['runScaler'],
    holds: ({ runScaler }, w) =>
      fc.property(
        fc.integer({ min: -20, max: 20 }),
        fc.array(fc.integer({ min: -99, max: 99 }), { minLength: 1 }),
        (power, whole) => {
          const grads = Float64Array.from(whole)
          const scaled = grads.map((g) => g * 2 ** power)
          const options = { initScale: 2 ** power }
          const asked = runScaler(options, [{ call: 'scale', loss: 3 }, unscale(scaled), step(scaled), update])
          w.equal('loss', asked[0]?.loss, 3 * 2 ** power)
          w.equal('unscaled when asked', asked[1]?.grads, grads)
          w.equal('not again in the step', asked[2]?.grads, undefined)
          const left = runScaler(options, [scale, step(scaled), update])
          w.equal('unscaled by the step', left[1]?.grads, grads)
          w.equal('stepped', [asked[2]?.stepped, left[1]?.stepped], [true, true])
        },
      ),
  }),
  law({
    id: 'scaler.misuse',
    says: 'a call out of order is refused in the words of PyTorch and changes nothing',
    cites: 'PyTorch 2.15: what each call raises',
    needs: ['runScaler'],
    holds: ({ runScaler }, w) =>
      table(MISUSES, ({ calls, type, message }) => {
        const outcomes = runScaler({}, calls)
        const last = outcomes.at(-1)
        w.equal('refused before the last', outcomes.slice(0, -1).filter(({ error }) => error !== undefined), []) // prettier-ignore
        w.equal('type', last?.error?.type, type)
        w.require(`says "${message}"`, last?.error?.message.startsWith(message) === true, last?.error)
        w.equal('scale', last?.scale, 65536)
        const misused = runScaler({ growthInterval: 5 }, [
          ...iterations('FF'),
          scale,
          unscale(),
          unscale(),
          step(),
          step(),
          update,
        ])
        w.equal('counts on, as without the misuse', misused.at(-1)?.growthTracker, 3)
      }),
  }),
  law({
    id: 'scaler.refuses',
    says: 'scales, factors and intervals outside their ranges are refused by name',
    cites: 'the contract',
    needs: ['runScaler'],
    holds: ({ runScaler }, w) =>
      once(() => {
        w.throws('initScale', RangeError, 'got 0', () => runScaler({ initScale: 0 }, []))
        w.throws('growthFactor', RangeError, 'got 1', () => runScaler({ growthFactor: 1 }, []))
        w.throws('backoffFactor', RangeError, 'got 1', () => runScaler({ backoffFactor: 1 }, []))
        w.throws('backoffFactor', RangeError, 'got 0', () => runScaler({ backoffFactor: 0 }, []))
        w.throws('growthInterval', RangeError, 'got 0', () => runScaler({ growthInterval: 0 }, []))
      }),
  }),
]

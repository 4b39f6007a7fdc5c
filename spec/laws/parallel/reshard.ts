/** Checkpoints that move between layouts. */
import fc from 'fast-check'
import type { Unit } from '../../../src/contract/model.ts'
import type { RankState } from '../../../src/contract/parallel.ts'
import { law } from '../../judge/spec.ts'
import chain from './chain-model.ts'

/** One rank's state, every element another float. */
const anyState = fc
  .record({
    channels: fc.integer({ min: 1, max: 40 }),
    words: fc.integer({ min: 1, max: 60 }),
    blocks: fc.integer({ min: 0, max: 2 }),
    moments: fc.integer({ min: 0, max: 2 }),
    steps: fc.integer({ min: 0, max: 9 }),
    scaled: fc.boolean(),
  })
  .map(({ moments, steps, scaled, ...shape }) => {
    const { units } = chain(shape)
    let next = 1
    const array = ({ size, padded }: Unit) => Float32Array.from({ length: padded }, (_, i) => (i < size ? (next += 1) : 0))
    const state: RankState = {
      strategy: 'single',
      rank: 0,
      ranks: 1,
      steps: steps + 1,
      updates: steps,
      ...(scaled ? { scaler: { scale: 1024, growthTracker: 3 } } : {}),
      units: units.map((unit) => ({
        unit: unit.name,
        start: 0,
        parameters: array(unit),
        moments: Array.from({ length: moments }, () => array(unit)),
      })),
    }
    return { units, state }
  })

const anyLayout = fc
  .tuple(fc.constantFrom('ddp' as const, 'fsdp' as const), fc.constantFrom(1, 2, 3, 4, 8))
  .map(([strategy, ranks]) => ({ strategy, ranks }))

export default [
  law({
    id: 'parallel.checkpoints-move-between-layouts',
    says: 'a training state that is put on any ranks, from there on any others, and back on one rank is the same bit for bit: parameters, moments, steps and scaler',
    cites: 'derived here: copying is all it takes',
    needs: ['reshard'],
    runs: 40,
    holds: ({ reshard }, w) =>
      fc.property(anyState, anyLayout, anyLayout, fc.boolean(), ({ units, state }, first, second, reversed) => {
        const there = reshard(units, [state], first.strategy, first.ranks)
        w.equal('shares', there.length, first.ranks)
        const on = reshard(units, reversed ? there.toReversed() : there, second.strategy, second.ranks)
        w.equal('after two moves', reshard(units, on, 'single', 1), [state])
      }),
  }),
  law({
    id: 'parallel.shards-of-a-checkpoint-partition-it',
    says: 'under FSDP the shares of a unit are equal, disjoint and complete, their padding is 0, and no rank has more than its share',
    cites: 'derived here',
    needs: ['reshard'],
    runs: 40,
    holds: ({ reshard }, w) =>
      fc.property(anyState, fc.constantFrom(1, 2, 3, 4, 8), ({ units, state }, ranks) => {
        const shares = reshard(units, [state], 'fsdp', ranks)
        for (const [u, unit] of units.entries()) {
          const length = Math.ceil(unit.padded / (256 * ranks)) * 256
          const whole = new Float32Array(length * ranks)
          for (const [rank, share] of shares.entries()) {
            const piece = share.units[u]
            w.equal(`place of ${unit.name} on rank ${rank}`, piece?.start, rank * length)
            w.equal(`elements of ${unit.name} on rank ${rank}`, piece?.parameters.length, length)
            whole.set(piece?.parameters ?? [], rank * length)
          }
          const expected = new Float32Array(length * ranks)
          expected.set(state.units[u]?.parameters ?? [])
          w.equal(unit.name, whole, expected)
        }
      }),
  }),
  law({
    id: 'parallel.full-parameters-have-the-model-s-names',
    says: 'from any layout, the full parameters are the model’s, under its own names, in its shapes, without padding, and so are the moments',
    cites:
      'PyTorch saves a wrapped model under names that begin with "module.", which a plain model refuses; here they are the model’s',
    needs: ['fullParameters', 'reshard'],
    runs: 40,
    holds: ({ fullParameters, reshard }, w) =>
      fc.property(anyState, anyLayout, fc.boolean(), ({ units, state }, { strategy, ranks }, reversed) => {
        const shares = reshard(units, [state], strategy, ranks)
        const full = fullParameters(units, reversed ? shares.toReversed() : shares)
        w.equal(
          'names',
          Object.keys(full),
          units.flatMap(({ parameters }) => parameters.map(({ name }) => name)),
        )
        for (const [u, { parameters }] of units.entries()) {
          for (const { name, shape, offset } of parameters) {
            const size = shape.reduce((product, extent) => product * extent, 1)
            const cut = (flat: Float32Array) => flat.slice(offset, offset + size)
            const saved = state.units[u]
            w.equal(name, full[name], {
              shape,
              values: cut(saved?.parameters ?? new Float32Array()),
              moments: saved?.moments.map(cut),
            })
          }
        }
      }),
  }),
]

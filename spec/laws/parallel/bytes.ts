/** Memory and traffic of a training step, by formula. */
import fc from 'fast-check'
import { law, once } from '../../judge/spec.ts'

const MIB = 2 ** 20
const ZERO = 'Rajbhandari et al. 2020, ZeRO: Memory Optimizations Toward Training Trillion Parameter Models, sections 3 and 7'

/** GPT-2 with 256 channels, 6 layers, 10 000 words and 1024 positions, tied head. */
const PARAMETERS = 7_561_216

export default [
  law({
    id: 'parallel.state-takes-16-bytes-a-parameter',
    says: 'for 7 561 216 parameters DDP keeps 115.375 MiB on every rank, FSDP 57.6875, 28.84375 and 14.421875 on 2, 4 and 8 ranks, and on 4 ranks sharding the moments leaves 72.109375, the gradients too 50.4765625',
    cites: ZERO,
    needs: ['stateBytes'],
    holds: ({ stateBytes }, w) =>
      once(() => {
        for (const ranks of [1, 2, 4, 8]) {
          w.equal(`DDP on ${ranks}`, stateBytes(PARAMETERS, ranks, 'nothing') / MIB, 115.375)
          w.equal(`FSDP on ${ranks}`, stateBytes(PARAMETERS, ranks, 'everything') / MIB, 115.375 / ranks)
        }
        w.equal('moments sharded', stateBytes(PARAMETERS, 4, 'moments') / MIB, 72.109375)
        w.equal('moments and gradients sharded', stateBytes(PARAMETERS, 4, 'moments and gradients') / MIB, 50.4765625)
      }),
  }),
  law({
    id: 'parallel.what-is-sharded-adds-up-to-one-copy',
    says: 'over all ranks together there is one copy of whatever is sharded and a copy a rank of the rest: W x 4, 4 and 8 bytes a parameter less (W - 1) times what is sharded',
    cites: ZERO,
    needs: ['stateBytes'],
    holds: ({ stateBytes }, w) =>
      fc.property(fc.integer({ min: 1, max: 2 ** 30 }), fc.integer({ min: 1, max: 64 }), (parameters, ranks) => {
        const sharded = { nothing: 0, moments: 8, 'moments and gradients': 12, everything: 16 } as const
        for (const [what, bytes] of Object.entries(sharded) as [keyof typeof sharded, number][]) {
          const expected = parameters * (16 * ranks - bytes * (ranks - 1))
          // Three roundings at most: relative 4e-16, times 16 P W.
          w.close(
            `${what} sharded, all ranks`,
            ranks * stateBytes(parameters, ranks, what),
            expected,
            1e-15 * 16 * parameters * ranks,
          )
        }
      }),
  }),
  law({
    id: 'parallel.a-step-sends-two-or-three-copies',
    says: 'on 4 ranks each sends 45 367 296 bytes a step under DDP and 68 050 944 under FSDP for 7 561 216 parameters; on any number 2 and 3 times 4P (W - 1) / W, less what stays gathered, and nothing alone',
    cites: ZERO,
    needs: ['stepBytes'],
    holds: ({ stepBytes }, w) =>
      fc.property(
        fc.integer({ min: 1, max: 2 ** 20 }).map((thousands) => thousands * 840),
        fc.integer({ min: 1, max: 8 }),
        fc.nat({ max: 840 }),
        (parameters, ranks, kept) => {
          w.equal('DDP on 4', stepBytes('ddp', PARAMETERS, 4), 45_367_296)
          w.equal('FSDP on 4', stepBytes('fsdp', PARAMETERS, 4), 68_050_944)
          // 840 is a multiple of every number of ranks up to 8, so that the shares are whole numbers.
          const moved = (4 * parameters * (ranks - 1)) / ranks
          w.equal('single', stepBytes('single', parameters, 1), 0)
          w.equal('DDP', stepBytes('ddp', parameters, ranks), 2 * moved)
          w.equal('FSDP', stepBytes('fsdp', parameters, ranks), 3 * moved)
          const saved = (4 * kept * 840 * (ranks - 1)) / ranks
          w.equal('FSDP with some kept', stepBytes('fsdp', parameters * 840, ranks, kept * 840), 840 * 3 * moved - saved)
        },
      ),
  }),
]

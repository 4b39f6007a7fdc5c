/** The bits of training over MPI, where there is one; on this machine, and on two hosts where network namespaces may be made. */
import { describe, expect, test } from 'vitest'
import type { TrainingJob } from '../../../src/contract/parallel.ts'
import { findMpi, trainOnRanks, unitsOf } from '../../../src/index.ts'
import { Witness } from '../../judge/witness.ts'
import { fingerprint } from './fingerprint.ts'
import { batchesOf, job } from './jobs.ts'
import { type Layout, nameOf, OPTIMIZERS } from './layouts.ts'

const mpi = findMpi()
const missing = mpi.implementation === undefined ? ` (not run: ${mpi.reason})` : ''
const LAYOUTS: readonly Layout[] = ([2, 4] as const).flatMap((ranks) => [
  { strategy: 'ddp', ranks },
  { strategy: 'fsdp', ranks },
])

const config = { vocabularySize: 256, contextLength: 16, channels: 32, heads: 4, layers: 2 }
const gpt2: Partial<TrainingJob> = {
  model: 'gpt2',
  modelData: { config, engine: 'wasm' },
  batches: [0, 1, 2].map((step) => batchesOf(8, config.vocabularySize, step)),
  maxNorm: 0.5,
  deadlineMs: 30_000,
}

describe(`over MPI${missing}`, () => {
  test.skipIf(missing !== '').each(OPTIMIZERS.map((optimizer) => [optimizer.kind, optimizer] as const))(
    'DDP and FSDP on 2 and 4 processes leave the bits of one rank, with %s',
    async (_, optimizer) => {
      const witness = new Witness()
      const choices = { optimizer, maxNorm: 0.05, dropoutSeed: 3 }
      const expected = await fingerprint(witness, trainOnRanks, job({ strategy: 'single', ranks: 1, ...choices }))
      for (const layout of LAYOUTS) {
        const got = await fingerprint(witness, trainOnRanks, job({ ...layout, ...choices, transport: 'mpi' }))
        expect(got, nameOf(layout)).toEqual(expected)
      }
    },
  )

  test.skipIf(missing !== '')('a GPT-2 on 2 processes leaves the bits that it leaves on one thread', async () => {
    const witness = new Witness()
    const units = unitsOf(config)
    const single = job({ strategy: 'single', ranks: 1, ...gpt2, transport: 'threads' })
    const expected = await fingerprint(witness, trainOnRanks, single, units)
    for (const layout of LAYOUTS.filter(({ ranks }) => ranks === 2)) {
      const got = await fingerprint(witness, trainOnRanks, job({ ...layout, ...gpt2, transport: 'mpi' }), units)
      expect(got, nameOf(layout)).toEqual(expected)
    }
  })
})

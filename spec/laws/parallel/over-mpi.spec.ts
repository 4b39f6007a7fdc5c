/**
 * The bits of training over MPI: on this machine, and on two hosts. Judged when ASSAY_REQUIRE_MPI=1 asks for it; skipped, by name and with the
 * reason, where there is no MPI or network namespaces are refused.
 */
import { afterAll, describe, expect, test } from 'vitest'
import type { TrainingJob } from '../../../src/contract/parallel.ts'
import { findMpi, trainOnRanks, unitsOf } from '../../../src/index.ts'
import { Witness } from '../../judge/witness.ts'
import { twoHosts } from '../collectives/two-hosts.ts'
import { type Fingerprint, fingerprint } from './fingerprint.ts'
import { batchesOf, job } from './jobs.ts'
import { type Layout, nameOf, OPTIMIZERS } from './layouts.ts'

const required = process.env.ASSAY_REQUIRE_MPI === '1'
const mpi = findMpi()
const noMpi = required ? (mpi.implementation === undefined ? mpi.reason : undefined) : 'judged when ASSAY_REQUIRE_MPI=1'
const hosts = noMpi === undefined && findMpi('openmpi').implementation !== undefined ? twoHosts() : (noMpi ?? 'needs OpenMPI')
const noHosts = typeof hosts === 'string' ? hosts : undefined

const LAYOUTS: readonly Layout[] = ([2, 4] as const).flatMap((ranks) => [
  { strategy: 'ddp', ranks },
  { strategy: 'fsdp', ranks },
])

const config = { vocabularySize: 256, contextLength: 16, channels: 32, heads: 4, layers: 2 }
const units = unitsOf(config)

/** A GPT-2 in the layout, three steps. */
function gpt2(layout: Layout, choices: Partial<TrainingJob>): TrainingJob {
  return job({
    ...layout,
    model: 'gpt2',
    modelData: { config, engine: 'wasm' },
    batches: [0, 1, 2].map((step) => batchesOf(8, config.vocabularySize, step)),
    maxNorm: 0.5,
    deadlineMs: 30_000,
    ...choices,
  })
}

/** What one rank in a thread leaves. */
function alone(choices: Partial<TrainingJob>): Promise<Fingerprint> {
  const single = gpt2({ strategy: 'single', ranks: 1 }, { ...choices, transport: 'threads' })
  return fingerprint(new Witness(), trainOnRanks, single, units)
}

describe.runIf(noMpi === undefined)('over MPI', () => {
  test.each(OPTIMIZERS.map((optimizer) => [optimizer.kind, optimizer] as const))(
    'DDP and FSDP on 2 and 4 processes leave the bits of a GPT-2 on one thread, with %s',
    async (_, optimizer) => {
      const expected = await alone({ optimizer })
      for (const layout of LAYOUTS) {
        const got = await fingerprint(new Witness(), trainOnRanks, gpt2(layout, { optimizer, transport: 'mpi' }), units)
        expect(got, nameOf(layout)).toEqual(expected)
      }
    },
    120_000,
  )
})

test.runIf(noMpi !== undefined)(`not judged: training over MPI (${noMpi})`, ({ skip }) => skip(noMpi))

describe.runIf(noHosts === undefined && typeof hosts !== 'string')('on two hosts', () => {
  if (typeof hosts === 'string') return
  const { addresses, agent, network } = hosts

  test.each(LAYOUTS.filter(({ ranks }) => ranks === 4).map((layout) => [nameOf(layout), layout] as const))(
    '%s ranks, two on each, leave the bits of a GPT-2 on one thread, and their gradients cross the link',
    async (_, layout) => {
      const expected = await alone({})
      const before = hosts.bytesCrossed()
      const onBoth = {
        hosts: addresses.map((name) => ({ name, ranks: 2 })),
        agent,
        network,
        within: [agent, addresses[0]],
        implementation: 'openmpi' as const,
      }
      const got = await fingerprint(new Witness(), trainOnRanks, gpt2(layout, { transport: 'mpi', mpi: onBoth }), units)
      expect(got).toEqual(expected)
      // Each of the two ranks here sends each of the two there a quarter of every gradient at least, in each of three steps.
      const padded = units.reduce((sum, unit) => sum + unit.padded, 0)
      expect(hosts.bytesCrossed() - before).toBeGreaterThanOrEqual(3 * 4 * padded)
    },
    120_000,
  )
})

test.runIf(noHosts !== undefined)(`not judged: training on two hosts (${noHosts})`, ({ skip }) => skip(noHosts))

afterAll(() => {
  if (typeof hosts !== 'string') hosts.remove()
})

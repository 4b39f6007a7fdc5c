/**
 * Ranks on two machines: network namespaces with a link between them. Judged when ASSAY_REQUIRE_MPI=1 asks for it; skipped, by name and with
 * the reason, where namespaces are refused.
 */
import { watch } from 'node:fs'
import { basename, dirname } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { MpiJob } from '../../../src/contract/collectives.ts'
import { findMpi, launchMpi } from '../../../src/index.ts'
import { Witness } from '../../judge/witness.ts'
import { scriptRunner, seesWhatIsDefined } from './conformance.ts'
import { longScripts } from './script.ts'
import { twoHosts } from './two-hosts.ts'

const required = process.env.ASSAY_REQUIRE_MPI === '1'
const mpi = findMpi('openmpi')
const noMpi = mpi.implementation === undefined ? mpi.reason : 'judged when ASSAY_REQUIRE_MPI=1'
const hosts = required ? twoHosts() : noMpi
const why = typeof hosts === 'string' ? hosts : undefined

/** What it takes to begin on both. */
function onBoth(): Pick<MpiJob, 'hosts' | 'agent' | 'within' | 'network' | 'implementation'> {
  if (typeof hosts === 'string') throw new Error(hosts)
  const { addresses, agent, network } = hosts
  return {
    hosts: addresses.map((name) => ({ name, ranks: 2 })),
    agent,
    network,
    within: [agent, addresses[0]],
    implementation: 'openmpi',
  }
}

describe.runIf(why === undefined && typeof hosts !== 'string')('two ranks on each of two hosts', () => {
  if (typeof hosts === 'string') return

  test('are on both, and their sums cross the link', async () => {
    const before = hosts.bytesCrossed()
    const length = 2 ** 18
    const { results, failure } = await launchMpi({ ...onBoth(), ranks: 4, program: program('where'), data: { length } })
    expect(failure).toBeUndefined()
    const [a, b] = hosts.names
    expect(results).toEqual([a, a, b, b].map((host) => ({ host, sum: 10 })))
    // Each of the two ranks here sends each of the two there a quarter of the copy, and later its quarter of the sum: 2 * 2 * 2 quarters.
    expect(hosts.bytesCrossed() - before).toBeGreaterThanOrEqual(2 * 4 * length)
  })

  test('see of every collective what is defined', async () => {
    const w = new Witness()
    for (const { size, script } of longScripts([4])) {
      await seesWhatIsDefined(
        scriptRunner((job) => launchMpi({ ...onBoth(), ...job })),
        w,
        size,
        script,
      )
    }
    expect(w.checks).toBeGreaterThan(0)
  })

  test('end within their deadline when the link goes down, with an error that names a rank and the operation', async () => {
    const signal = `${hosts.agent}.summing`
    const watcher = watch(dirname(signal), (_, name) => {
      if (name === basename(signal)) hosts.cut()
    })
    const outcome = await launchMpi({ ...onBoth(), ranks: 4, program: program('until-told'), data: { signal }, deadlineMs: 1500 })
    watcher.close()
    expect(outcome.failure).toMatchObject({ operation: 'allReduce', reason: expect.stringContaining('timed out after 1500 ms') })
    expect(outcome.failure?.rank).toBeGreaterThanOrEqual(0)
    expect(outcome.results).toEqual([undefined, undefined, undefined, undefined])
  })
})

test.runIf(why !== undefined)(`not judged: ranks on two hosts (${why})`, ({ skip }) => skip(why))

afterAll(() => {
  if (typeof hosts !== 'string') hosts.remove()
})

function program(name: string): string {
  return new URL(`./programs/${name}.js`, import.meta.url).href
}

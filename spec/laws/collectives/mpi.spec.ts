/**
 * Ranks under MPI keep the laws of every rank. Where MPI is not installed these are skipped, by name and with the reason, unless
 * ASSAY_REQUIRE_MPI=1 asks for them; with it, MPICH is judged too where it is installed, and every fault.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, watch } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import type { Launch, MpiJob } from '../../../src/contract/collectives.ts'
import { findMpi, launchMpi, readHosts } from '../../../src/index.ts'
import type { Property } from '../../judge/spec.ts'
import { Witness } from '../../judge/witness.ts'
import {
  countsWhatIsSent,
  longBuffers,
  type Misdeed,
  namesTheRank,
  refuses,
  scriptRunner,
  seesWhatIsDefined,
} from './conformance.ts'
import { treeOf } from './oracle.ts'
import type { Log } from './programs/script.ts'
import { ownNumber } from './own-number.ts'
import { everyOperation, longScripts, manyOpen } from './script.ts'

const required = process.env.ASSAY_REQUIRE_MPI === '1'
const PATIENCE_MS = 1500

const found = { openmpi: findMpi('openmpi'), mpich: findMpi('mpich') }
const first = found.openmpi.implementation === undefined ? found.mpich : found.openmpi

const folder = mkdtempSync(join(tmpdir(), 'assay-spec-'))

/** Runs a property, of which every row must hold. */
async function holds(of: (w: Witness) => Property): Promise<void> {
  const w = new Witness()
  const property = of(w)
  const rows = 'rows' in property ? (property.rows as [unknown][]) : []
  await fc.assert(property, { numRuns: rows.length, examples: rows, endOnFailure: true })
  expect(w.checks).toBeGreaterThan(0)
}

/** What jobs that a process has launched may leave behind, and must not. Other processes may have jobs of their own. */
function left(launcher = process.pid): string[] {
  const prefix = `assay-ranks-${launcher}-`
  const folders = [tmpdir(), '/dev/shm'].flatMap((place) => readdirSync(place).filter((name) => name.startsWith(prefix)))
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && commandOf(name).includes(prefix))
  return [...folders, ...processes]
}

test.runIf(required)('MPI is installed, as this run requires', () => {
  expect(first.implementation, JSON.stringify(first)).toBeDefined()
})

for (const [name, { implementation, ...rest }] of Object.entries(found)) {
  const judged = implementation !== undefined && (required || implementation === first.implementation)
  const why = implementation === undefined && 'reason' in rest ? rest.reason : 'judged when ASSAY_REQUIRE_MPI=1'
  describe.runIf(judged)(`ranks under ${name}`, () => {
    const launch: Launch<MpiJob> = (job) => launchMpi({ ...job, implementation: implementation ?? 'openmpi' })

    test('end when they are told to from outside', async () => {
      const signal = AbortSignal.timeout(700)
      const { failure } = await launch({ ranks: 2, program: program('astray'), data: { rank: 1, deed: 'spins' }, signal })
      expect(failure).toMatchObject({ rank: -1, operation: 'program' })
    })

    for (const { size, script } of longScripts([4])) {
      test('see of every collective what is defined, and count what they send', async () => {
        const w = new Witness()
        const logs = scriptRunner(launch)(size, script)
        await seesWhatIsDefined(() => logs, w, size, script)
        await countsWhatIsSent(() => logs, w, size, script)
        expect(w.checks).toBeGreaterThan(0)
      })
    }

    test.runIf(required)('may open a dozen all-reduces at once', async () => {
      const w = new Witness()
      await seesWhatIsDefined(scriptRunner(launch), w, 3, manyOpen(12, 3))
      expect(w.checks).toBeGreaterThan(0)
    })

    test.runIf(required)('sum long buffers canonically', () => holds((w) => longBuffers(scriptRunner(launch), w)))

    test.runIf(required)('refuse what cannot be', () => holds((w) => refuses(launch, w, 3)))

    const deeds: Misdeed[] = required
      ? ['spins', 'killed', 'throws', 'ends', 'exits', 'aborts', 'barrier', 'length', 'buffer', 'root']
      : ['killed']
    test.each(deeds)('name a rank that goes astray: %s', (deed) => holds((w) => namesTheRank(launch, w, [[deed]], PATIENCE_MS)))

    test.runIf(required)('sum fast within the rounding of any order', async () => {
      const [size, length] = [4, 4 * 515]
      const outcome = await launch({
        ranks: size,
        sums: 'fast',
        program: program('script'),
        data: everyOperation([length], size),
      })
      const { seen } = (outcome.results as Log[])[0] as Log
      // W - 1 additions in any order: |error| <= (W - 1) u sum |g| / (1 - (W - 1) u), u = 2^-24 (Higham 2002, 4.2); twice that between two orders.
      const off = Array.from(seen[0]?.values ?? [], (sum, i) => {
        const addends = Array.from({ length: size }, (_, rank) => ownNumber(0, rank, i))
        const bound = (2 * (size - 1) * 2 ** -24 * addends.reduce((all, addend) => all + Math.abs(addend), 0)) / (1 - 2 ** -20)
        return Math.abs(sum - treeOf(addends)) / bound
      })
      expect(off.length).toBe(length)
      expect(Math.max(...off)).toBeLessThanOrEqual(1)
    })

    test.runIf(required)('see one GPU each, round and round', async () => {
      const { results } = await launch({
        ranks: 3,
        gpusPerHost: 2,
        program: program('environment'),
        data: 'CUDA_VISIBLE_DEVICES',
      })
      expect(results).toEqual(['0', '1', '0'])
    })

    test.runIf(required)('end with the process that has launched them', async () => {
      const index = new URL('../../../src/index.js', import.meta.url).href
      const job = { ranks: 2, program: program('until-told'), data: { signal: join(folder, 'summing') }, implementation }
      const script = `import { launchMpi } from '${index}'; await launchMpi(${JSON.stringify(job)})`
      const child = spawn(process.execPath, ['--input-type=module', '-e', script])
      const watcher = watch(folder, () => child.kill('SIGINT'))
      const [code, signal] = (await once(child, 'exit')) as [number | null, string | null]
      watcher.close()
      expect([code, signal]).toEqual([null, 'SIGINT'])
      // All have been killed by then; a process that has much memory dies a moment later.
      await expect.poll(() => left(child.pid), { timeout: 10_000 }).toEqual([])
    })
  })
  test.runIf(!judged)(`not judged: ranks under ${name} (${why})`, ({ skip }) => skip(why))
}

test.runIf(required && found.openmpi.implementation !== undefined && found.mpich.implementation !== undefined)(
  "one implementation's launcher with the other's library is refused: each process would be alone",
  async () => {
    // The command is `mpiexec.hydra -n 2 sh -c ... FOLDER node rank.js FOLDER`: its last three words go to the other launcher.
    const other = 'exec mpirun.openmpi --allow-run-as-root --oversubscribe -n 2 "$8" "$9" "${10}"'
    const { failure } = await launchMpi({
      ranks: 2,
      implementation: 'mpich',
      program: program('where'),
      data: { length: 4 },
      within: ['sh', '-c', other, 'sh'],
    })
    expect(failure?.reason).toMatch(/expected 2 ranks, got 1/)
  },
)

test('hosts are read with their ranks', () => {
  expect(readHosts('a:2, b.example:1,10.0.0.1')).toEqual([
    { name: 'a', ranks: 2 },
    { name: 'b.example', ranks: 1 },
    { name: '10.0.0.1', ranks: 1 },
  ])
  for (const wrong of ['', 'a:0', 'a:2,,b', 'a:two']) expect(() => readHosts(wrong)).toThrow(/expected name or name:ranks/)
})

test.runIf(first.implementation !== undefined)('hosts with too few places are refused', async () => {
  const hosts = readHosts('a:2,b:1')
  await expect(launchMpi({ ranks: 4, program: program('where'), hosts })).rejects.toThrow(
    'hosts for 4 ranks, got 3 places in a:2,b:1',
  )
})

test('no MPI is told with the command that installs it', async () => {
  const path = process.env.PATH
  process.env.PATH = ''
  try {
    await expect(launchMpi({ ranks: 2, program: program('where') })).rejects.toThrow(/apt-get install openmpi-bin/)
  } finally {
    process.env.PATH = path
  }
})

afterAll(() => {
  rmSync(folder, { recursive: true })
  expect(left()).toEqual([])
})

function program(name: string): string {
  return new URL(`./programs/${name}.js`, import.meta.url).href
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}

/**
 * `assay train --hosts`: a run on two machines, network namespaces with a link between them, is the run on one. Judged when
 * ASSAY_REQUIRE_MPI=1 asks for it; skipped, by name and with the reason, where namespaces are refused.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { findMpi } from '../../src/index.ts'
import { twoHosts } from '../laws/collectives/two-hosts.ts'
import { assay, cli } from './cli-under-test.ts'

const mpi = findMpi('openmpi')
const required = process.env.ASSAY_REQUIRE_MPI === '1'
const noMpi = mpi.implementation === undefined ? mpi.reason : 'judged when ASSAY_REQUIRE_MPI=1'
const hosts = required && mpi.implementation !== undefined ? twoHosts() : noMpi
const why = typeof hosts === 'string' ? hosts : undefined
const folder = mkdtempSync(join(tmpdir(), 'assay-train-hosts-'))

const SMALL = { model: { contextLength: 16, channels: 16, layers: 1 }, rows: 2, steps: 3, schedule: { warmupSteps: 1 } }
const OPTIONS = ['train', '--config', 'small.json', '--sample', '0']

const bytesOf = (run: string): Buffer => readFileSync(join(folder, run, 'step-00000003.safetensors'))

test.runIf(why === undefined)(
  'two ranks on each of two hosts write the checkpoint of one rank, and gradients cross the link',
  () => {
    if (typeof hosts === 'string') return
    const { addresses, agent, network } = hosts
    writeFileSync(join(folder, 'small.json'), JSON.stringify(SMALL))
    const alone = assay(folder, ...OPTIONS, '--out', 'alone')
    expect(alone.exitCode, alone.stderr).toBe(0)
    const before = hosts.bytesCrossed()
    const places = addresses.map((address) => `${address}:2`).join(',')
    const ranks = ['--strategy', 'fsdp', '--ranks', '4', '--transport', 'mpi']
    const machines = ['--hosts', places, '--network', network, '--agent', agent]
    // The agent runs the command line on the first host.
    const command = [process.execPath, cli, ...OPTIONS, ...ranks, ...machines, '--out', 'both']
    const both = spawnSync(agent, [addresses[0], ...command], { cwd: folder, encoding: 'utf8' })
    expect(both.status, both.stderr).toBe(0)
    expect(both.stdout).toContain('on 4 ranks (mpi)')
    expect(bytesOf('both').equals(bytesOf('alone'))).toBe(true)
    // 3 steps, in each of which at least a quarter of every gradient crosses.
    expect(hosts.bytesCrossed() - before).toBeGreaterThanOrEqual((3 * bytesOf('alone').length) / 3 / 4)
    expect(readdirSync(join(folder, 'both')).filter((name) => name.startsWith('assay-ranks'))).toEqual([])
  },
  120_000,
)

test.runIf(why !== undefined)(`not judged: training on two hosts (${why})`, ({ skip }) => skip(why))

afterAll(() => {
  if (typeof hosts !== 'string') hosts.remove()
  rmSync(folder, { recursive: true })
})

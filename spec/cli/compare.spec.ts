/** `assay compare` leaves a page, says whether the bits are the same, and refuses what it cannot do before it does anything. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Measured } from '../comparison/measured.ts'
import { assayHere, inFolder } from './cli-under-test.ts'

test('three strategies leave the same bits, a page and the data that it is drawn from', async () => {
  await inFolder({}, async (folder) => {
    const ran = await assayHere(
      folder,
      'compare',
      '--ranks',
      '2',
      '--steps',
      '2',
      '--rounds',
      '1',
      '--rows',
      '1',
      '--out',
      'here',
    )
    expect(ran.exitCode, ran.stderr).toBe(0)
    expect(ran.stdout).toContain('All 3 runs left the same bits')
    expect(ran.stderr).toMatch(/fsdp on 2\n/)
    expect(readdirSync(join(folder, 'here')).toSorted()).toEqual(['.assay-files', 'comparison.html', 'comparison.json'])
    const measured = JSON.parse(readFileSync(join(folder, 'here', 'comparison.json'), 'utf8')) as Measured
    expect(measured.runs.map(({ strategy, ranks }) => `${strategy} ${ranks.length}`)).toEqual(['single 1', 'ddp 2', 'fsdp 2'])
    expect(measured.apart.flatMap(({ processes }) => processes.map((steps) => steps.length))).toEqual([2, 2])
    expect(readFileSync(join(folder, 'here', 'comparison.html'), 'utf8')).toContain('What each rank keeps under FSDP')
  })
})

test('without PyTorch --peer torch is refused with the command that installs it', async () => {
  await inFolder({}, async (folder) => {
    const { PATH } = process.env
    process.env.PATH = folder
    try {
      const ran = await assayHere(folder, 'compare', '--peer', 'torch', '--out', 'here')
      expect([ran.exitCode, ran.stderr]).toEqual([2, expect.stringContaining('python3 -m pip install torch numpy')])
      expect(existsSync(join(folder, 'here'))).toBe(false)
    } finally {
      process.env.PATH = PATH
    }
  })
})

test.runIf(process.env.ASSAY_REQUIRE_TORCH === '1')(
  'PyTorch takes the same steps as ours, alone, under DDP and under fully_shard',
  async () => {
    await inFolder({}, async (folder) => {
      const ran = await assayHere(
        folder,
        'compare',
        '--steps',
        '3',
        '--rounds',
        '1',
        '--rows',
        '1',
        '--peer',
        'torch',
        '--out',
        'here',
      )
      expect(ran.exitCode, ran.stderr).toBe(0)
      const { peer } = JSON.parse(readFileSync(join(folder, 'here', 'comparison.json'), 'utf8')) as Measured
      expect(peer?.name).toMatch(/^PyTorch \d/)
      expect(peer?.runs.map(({ strategy, ranks, steps }) => [strategy, ranks, steps.length])).toEqual([
        ['single', 1, 3],
        ['ddp', 2, 3],
        ['fsdp', 2, 3],
      ])
    })
  },
  300_000,
)

test.each([
  [['--strategies', 'ddp,zero'], '--strategies: expected single, ddp, fsdp with commas between, got "zero"'],
  [['--ranks', '3'], '--accumulate: 4 micro-batches on 3 ranks are summed in another order than on one'],
  [['--config', 'nowhere.json'], 'nowhere.json'],
  [['--rounds', '0'], '--rounds: expected a whole number from 1'],
])('%j is refused with exit code 2, and nothing is written', async (options, says) => {
  await inFolder({}, async (folder) => {
    const ran = await assayHere(folder, 'compare', ...options, '--out', 'here')
    expect(ran.exitCode).toBe(2)
    expect(ran.stderr).toContain(says)
    expect(existsSync(join(folder, 'here'))).toBe(false)
  })
})

/** `assay train` as a user runs it: its files, how it is stopped and killed, how it goes on, and what it refuses. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { crc32c } from '../../src/train/crc32c.ts'
import { firstLossWarning } from '../../src/train/first-loss.ts'
import { parseMetrics } from '../../src/train/metrics.ts'
import reference from '../subjects/reference.ts'
import { namedConfigs } from '../subjects/training.ts'
import { assayHere, cli } from './cli-under-test.ts'
import { crc32cBitwise, readEvents } from './event-file-reader.ts'
import { duration } from './train-report.ts'

const SMALL = {
  base: 'tiny',
  steps: 40,
  microBatches: 2,
  rows: 2,
  model: { contextLength: 8, channels: 8, heads: 2, dropout: 0.1 },
  validateEvery: 10,
}
const OPTIONS = ['--engine', 'wasm', '--text', 'text.txt', '--checkpoint-every', '5', '--sample', '20']

/** A process that trains takes a second of a quiet core, and many a second of a busy one. */
const PATIENCE_MS = 240_000
vi.setConfig({ testTimeout: PATIENCE_MS })

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'assay-train-'))
  writeFileSync(join(folder, 'small.json'), JSON.stringify(SMALL))
  writeFileSync(join(folder, 'endless.json'), JSON.stringify({ ...SMALL, steps: 1_000_000 }))
  writeFileSync(join(folder, 'text.txt'), 'Call me Ishmael. It is a way I have of driving off the spleen.\n'.repeat(40))
  writeFileSync(join(folder, 'nvidia-smi'), '#!/bin/sh\necho "37, 1024"\n', { mode: 0o755 })
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const train = (...args: readonly string[]) => assayHere(folder, 'train', ...OPTIONS, ...args)
const fileOf = (run: string, step: number): string => join(folder, run, `step-${String(step).padStart(8, '0')}.safetensors`)
const bytesOf = (run: string, step: number): Buffer => readFileSync(fileOf(run, step))
const metricsOf = (run: string) => parseMetrics(readFileSync(join(folder, run, 'metrics.jsonl'), 'utf8'))

/** Starts a run where there is an nvidia-smi, and sends it a signal once it has taken some steps; gives its exit code or signal. */
async function signalled(signal: NodeJS.Signals, steps: number, args: readonly string[], run: string): Promise<number | string> {
  const env = { ...process.env, PATH: `${folder}:${process.env['PATH']}` }
  const command = [cli, 'train', ...OPTIONS, '--sample', '0', ...args]
  const child = spawn(process.execPath, command, { cwd: folder, stdio: 'ignore', env })
  const ended = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  const watcher = watch(folder, { recursive: true }, () => {
    try {
      const metrics = metricsOf(run)
      // a GPU is told of when nvidia-smi has answered, which no step waits for
      if (metrics.length < steps || (metrics.at(-1)?.gpu === undefined && metrics.length < steps + 1000)) return
      watcher.close()
      child.kill(signal)
    } catch {
      return // the file is not there yet
    }
  })
  try {
    const [code, by] = await ended
    return code ?? by ?? 'nothing'
  } finally {
    watcher.close()
  }
}

describe('a run', () => {
  beforeAll(async () => {
    const { exitCode, stderr } = await train('--config', 'small.json', '--out', 'whole')
    expect(exitCode, stderr).toBe(0)
  }, PATIENCE_MS)

  test('leaves a line of metrics for every step, with loss, rate, norm, scale, speed, processor and memory', () => {
    const metrics = metricsOf('whole')
    expect(metrics.map(({ step }) => step)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1))
    for (const line of metrics) {
      for (const name of [
        'loss',
        'learningRate',
        'gradientNorm',
        'lossScale',
        'tokensPerSecond',
        'cpuPercent',
        'memoryBytes',
      ] as const) {
        expect(line[name], `${name} of step ${line.step}`).toBeGreaterThan(0)
      }
    }
    expect(metrics.filter(({ validationLoss }) => validationLoss !== undefined).map(({ step }) => step)).toEqual([10, 20, 30, 40])
  })

  test('leaves event files in the published format, with the same numbers', () => {
    const [name = ''] = readdirSync(join(folder, 'whole')).filter((file) => file.includes('tfevents'))
    const [first, ...events] = readEvents(readFileSync(join(folder, 'whole', name)))
    expect(first?.fileVersion).toBe('brain.Event:2')
    const metrics = metricsOf('whole')
    expect(events.map(({ step }) => step)).toEqual(metrics.map(({ step }) => step))
    expect(events.map(({ scalars }) => scalars['loss/training'])).toEqual(metrics.map(({ loss }) => Math.fround(loss)))
    expect(events.map(({ wallTime }) => wallTime)).toEqual(metrics.map(({ time }) => time))
  })

  test('leaves a page that asks nobody for anything, with a curve for each thing measured', () => {
    const page = readFileSync(join(folder, 'whole', 'training.html'), 'utf8')
    expect(page).not.toMatch(/(src|href)=|https?:\/\/(?!www\.w3\.org\/)/)
    for (const title of ['Loss', 'Gradient norm', 'Loss scale', 'Learning rate', 'Speed', 'Processor and GPU', 'Memory']) {
      expect(page).toContain(`<h2>${title}</h2>`)
    }
  })

  test('keeps the two newest checkpoints and nothing half written', () => {
    const files = readdirSync(join(folder, 'whole')).filter((file) => file.startsWith('step-'))
    expect(files).toEqual(['step-00000035.safetensors', 'step-00000040.safetensors'])
  })

  test('that is stopped at a step goes on to the same checkpoint, byte for byte', async () => {
    expect((await train('--config', 'small.json', '--out', 'halves', '--until', '17')).exitCode).toBe(0)
    const { exitCode, stdout } = await train('--resume', 'halves')
    expect(exitCode).toBe(0)
    expect(stdout).toContain('resumed at 17')
    expect(bytesOf('halves', 40).equals(bytesOf('whole', 40))).toBe(true)
    expect(metricsOf('halves').map(({ loss }) => loss)).toEqual(metricsOf('whole').map(({ loss }) => loss))
  })

  test('on two ranks that are threads, sharded, writes the same checkpoint', async () => {
    const { exitCode, stderr } = await train('--config', 'small.json', '--out', 'ranks', '--strategy', 'fsdp', '--ranks', '2')
    expect(exitCode, stderr).toBe(0)
    expect(bytesOf('ranks', 40).equals(bytesOf('whole', 40))).toBe(true)
    showsTheLastStep('ranks', 'fsdp')
  })

  test('on two ranks that are not sharded leaves a page of both, too', async () => {
    const options = ['--config', 'small.json', '--out', 'ddp', '--until', '2', '--strategy', 'ddp', '--ranks', '2']
    const { exitCode, stderr } = await train(...options, '--sample', '0')
    expect(exitCode, stderr).toBe(0)
    showsTheLastStep('ddp', 'ddp')
  })

  /** What each of two ranks did in the last step, kept and sent: a timeline, their shards, and the bytes of the formula. */
  const showsTheLastStep = (run: string, strategy: 'ddp' | 'fsdp'): void => {
    const page = readFileSync(join(folder, run, 'training.html'), 'utf8')
    for (const rank of [0, 1]) {
      for (const what of ['embed root', 'forward h.0', 'head root', 'backward h.1', 'reduce root', 'optimizer']) {
        expect(page).toMatch(new RegExp(`<title>${strategy}, rank ${rank}: ${what} [\\d.]+ ms</title>`))
      }
      expect(page).toContain(`<title>rank ${rank}, moment 2 of h.1: elements`)
      expect(page).toContain(`<title>${strategy}, rank ${rank}: ${bytesOfStep(strategy)} bytes</title>`)
    }
    expect(page.includes('When blocks are gathered')).toBe(strategy === 'fsdp')
  }

  /** Parameters and gradients by the formula; and to the other rank a count, a loss and, sharded, the sums of squares of half of the chunks. */
  const bytesOfStep = (strategy: 'ddp' | 'fsdp'): number => {
    const { model } = namedConfigs[SMALL.base] ?? expect.fail(`there is no configuration ${SMALL.base}`)
    const sizes = reference.unitsOf({ ...model, ...SMALL.model }).map(({ padded }) => padded)
    const all = sizes.reduce((sum, size) => sum + size, 0)
    const numbers = 8 * (1 + SMALL.microBatches / 2 + (strategy === 'fsdp' ? all / 256 / 2 : 0))
    return reference.stepBytes(strategy, all, 2, strategy === 'fsdp' ? (sizes[0] ?? 0) + (sizes.at(-1) ?? 0) : 0) + numbers
  }

  test('killed again and again, and told to stop, goes on as if nothing had happened, and tells of the GPU', async () => {
    const start = ['--config', 'endless.json', '--out', 'ended']
    let steps = 0
    for (const [signal, end] of [
      ['SIGKILL', 'SIGKILL'],
      ['SIGKILL', 'SIGKILL'],
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const) {
      expect(await signalled(signal, steps + 6, steps === 0 ? start : ['--resume', 'ended'], 'ended')).toBe(end)
      steps = metricsOf('ended').length
      const files = readdirSync(join(folder, 'ended'))
      // one that was told to stop has written a checkpoint of the step it was at, and tidied up
      if (typeof end === 'number') {
        expect(files.filter((file) => file.startsWith('step-')).at(-1)).toBe(basename(fileOf('ended', steps)))
        expect(files.filter((file) => file === 'stop' || file.endsWith('.tmp'))).toEqual([])
      }
    }
    expect(metricsOf('ended').at(-1)?.gpu).toEqual({ percent: 37, memoryBytes: 2 ** 30 })
    expect((await train('--config', 'endless.json', '--out', 'unended', '--until', String(steps))).exitCode).toBe(0)
    expect(bytesOf('ended', steps).equals(bytesOf('unended', steps))).toBe(true)
    expect(metricsOf('ended').map(({ step, loss }) => [step, loss])).toEqual(
      metricsOf('unended').map(({ step, loss }) => [step, loss]),
    )
  })
})

describe('refusals say what is wrong and change nothing', () => {
  const refused = async (...args: readonly string[]): Promise<string> => {
    const { exitCode, stdout, stderr } = await train(...args)
    expect([exitCode, stdout]).toEqual([2, ''])
    return stderr
  }

  test('a damaged, a cut and a foreign checkpoint', async () => {
    const bytes = bytesOf('whole', 40)
    const flipped = Buffer.from(bytes)
    flipped.writeUInt8(flipped.readUInt8(bytes.length - 100) ^ 1, bytes.length - 100)
    for (const [name, content, mention] of [
      ['flipped.safetensors', flipped, 'changed after it was written'],
      ['cut.safetensors', bytes.subarray(0, bytes.length - 100), 'cut short'],
      ['text.safetensors', Buffer.from('Call me Ishmael.'), 'not a checkpoint'],
    ] as const) {
      writeFileSync(join(folder, name), content)
      expect(await refused('--resume', name, '--out', 'nowhere')).toContain(mention)
      expect(readFileSync(join(folder, name)).equals(content)).toBe(true)
    }
    expect(readdirSync(folder)).not.toContain('nowhere')
  })

  test('a folder that holds a run, another configuration, another text', async () => {
    expect(await refused('--config', 'small.json', '--out', 'whole')).toContain('holds a run already; go on with --resume')
    expect(await refused('--resume', 'halves', '--seed', '5')).toContain('expected seed 5, it has 1')
    expect(await refused('--resume', 'halves', '--text', 'small.json')).toContain('another text')
  })

  test('options and configurations that make no sense', async () => {
    expect(await refused('--ranks', '2')).toContain('strategy single has 1 rank, got 2')
    expect(await refused('--lr', '0', '--out', 'never')).toContain('peak must be positive and finite, got 0')
    expect(readdirSync(folder)).not.toContain('never')
    expect(await refused('--hosts', 'a:2')).toContain('--hosts: needs --transport mpi, got threads')
    expect(await refused('--transport', 'mpi', '--network', 'eth0')).toContain('--network: needs --hosts')
    expect(await refused('--transport', 'mpi', '--hosts', 'a:0')).toContain(
      '--hosts: expected name or name:ranks, as in a:2,b:2, got "a:0"',
    )
    expect(await refused('--strategy', 'ddp', '--ranks', '4', '--transport', 'mpi', '--hosts', 'a:2,b')).toContain(
      '--hosts: expected places for 4 ranks, got 3 in a:2,b:1; say --ranks 3',
    )
    expect(await refused('--steps', '0')).toContain('--steps: expected a whole number from 1')
    expect(await refused('--config', 'missing.json')).toContain('expected tiny, seed or a JSON file')
    expect(await refused('--text', 'missing.txt')).toContain('there is no file missing.txt')
    writeFileSync(join(folder, 'latin.txt'), Buffer.from([0x63, 0x61, 0x66, 0xe9]))
    expect(await refused('--text', 'latin.txt')).toContain('must be UTF-8 text')
    writeFileSync(join(folder, 'short.txt'), 'ab')
    expect(await refused('--text', 'short.txt', '--out', 'short')).toContain(
      'must have at least 1 rows of 32 tokens, got 1 tokens',
    )
    expect(readdirSync(join(folder, 'short'))).toEqual(['run.json'])
    writeFileSync(join(folder, 'odd.json'), '{ "stepz": 3 }')
    expect(await refused('--config', 'odd.json')).toContain('no field is called stepz')
    writeFileSync(join(folder, 'odd.json'), '{ "model": { "layer": 3 } }')
    expect(await refused('--config', 'odd.json')).toContain('no field of model is called layer')
    writeFileSync(join(folder, 'odd.json'), '{ "betas": [0.9, 1] }')
    expect(await refused('--config', 'odd.json')).toContain('betas must be two numbers in [0, 1), got [0.9,1]')
    writeFileSync(join(folder, 'odd.json'), '{ "schedule": { "kind": "sine" } }')
    expect(await refused('--config', 'odd.json')).toContain('kind must be one of constant, linear, cosine, got sine')
  })
})

test('a first loss far from ln V is warned of, one that is near is not', () => {
  expect(firstLossWarning(5.6, 256)).toBeUndefined()
  expect(firstLossWarning(0.4, 256)).toContain('ln 256 = 5.545')
  expect(firstLossWarning(NaN, 256)).toContain('the first loss is NaN')
})

test('the checksum of records is CRC-32C', () => {
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283)
  expect(crc32c(Buffer.from([0, 255, 7]))).toBe(crc32cBitwise(Buffer.from([0, 255, 7])))
})

test('durations read well', () => {
  expect([4.4, 65, 3600, 7830].map(duration)).toEqual(['4 s', '1 min 5 s', '1 h 0 min', '2 h 10 min'])
})

#!/usr/bin/env node
/** `node dist/bench/collectives/main.js [--quick] [--ranks N] [--json]`: a sum over ranks, over threads and over MPI, in turns. */
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { type Results, runCollectives } from './run.ts'

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    ranks: { type: 'string', default: '2' },
  },
})

/** Floats: 4 KB to 256 MB, or to 16 MB. */
const lengths = [10, 14, 18, 20, 22, ...(options.quick ? [] : [24, 26])].map((power) => 2 ** power)

const results = await runCollectives({
  ranks: Number(options.ranks),
  lengths,
  turns: options.quick ? 3 : 7,
  starts: options.quick ? 5 : 7,
  repeats: options.quick ? 7 : 9,
  seed: 1,
  mpi: true,
  progress: (line) => process.stderr.write(`${line}\n`),
})
process.stdout.write(options.json ? `${JSON.stringify(results, undefined, 1)}\n` : asTable(results))

function asTable({ ranks, rows, missing, startMs, bytesPerRank }: Results): string {
  const sizes = [...new Set(rows.map((row) => row.bytes))]
  const names = [...new Set(rows.map((row) => row.contestant))]
  const cell = (name: string, bytes: number): string => {
    const row = rows.find((each) => each.contestant === name && each.bytes === bytes)
    if (row === undefined) return ''
    const { value, low, high } = row.againstThreads
    const times = name === 'threads' ? '' : ` (${value.toFixed(1)}x, ${low.toFixed(1)} to ${high.toFixed(1)})`
    return `${row.medianMs.toPrecision(3)} ms${times}`
  }
  const lines = [
    `all-reduce, ${ranks} ranks, median of the slowest rank; in brackets how many times as long as the threads; ${cpus()[0]?.model ?? 'a processor'}`,
    `| | ${names.join(' | ')} |`,
    `|---|${names.map(() => '---').join('|')}|`,
    ...sizes.map(
      (bytes) =>
        `| ${bytes / 1024 < 1024 ? `${bytes / 1024} KB` : `${bytes / 2 ** 20} MB`} | ${names.map((name) => cell(name, bytes)).join(' | ')} |`,
    ),
    `threads begin in ${startMs.value.toFixed(0)} ms (${startMs.low.toFixed(0)} to ${startMs.high.toFixed(0)}); a rank adds ${(bytesPerRank / 2 ** 20).toFixed(1)} MB`,
    ...missing.map((why) => `not measured: ${why}`),
  ]
  return `${lines.join('\n')}\n`
}

/** Loops as data: every step of the vocabulary can be written in a sheet, numbers as Python writes them, and what is wrong is named. */
import { expect, test } from 'vitest'
import { correctProgram } from './correct.ts'
import { parseValue } from './python/parse-value.ts'
import { fields, readProgram } from './read-program.ts'
import { run } from './run.ts'
import { allSteps, bodiesOf, type Program } from './vocabulary.ts'

/** A number as a sheet writes it. */
function written(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('op' in value)) return value
  const { op, of } = value as { op: string; of: unknown[] }
  const [a, b] = of.map((each) => (each === undefined ? undefined : String(written(each))))
  return /\w/.test(op) && op !== 'or' && op !== 'and'
    ? `${op}(${[a, b].flatMap((each) => (each === undefined ? [] : [each])).join(', ')})`
    : `(${String(a)} ${op} ${String(b)})`
}

test('the correct loop, written as data, is the correct loop', () => {
  const data = JSON.parse(
    JSON.stringify(correctProgram, (key, value: unknown) => (key === 'to' && Array.isArray(value) ? value[0] : written(value))),
  ) as unknown
  expect(readProgram(data)).toEqual(correctProgram)
})

const sheetLoop = [
  { do: 'seed', value: 7 },
  {
    do: 'when',
    test: 'ddp or fsdp',
    body: [
      { do: 'init group', backend: 'nccl' },
      { do: 'set device', index: 'rank' },
    ],
  },
  'data set',
  'build',
  { do: 'move', to: 'cuda' },
  { do: 'when', test: 'ddp', body: [{ do: 'wrap', with: 'ddp' }] },
  { do: 'optimizer', rule: 'adamw', rate: 0.001 },
  { do: 'sampler', ranks: 'world', rank: 'rank' },
  { do: 'loader', sampler: 'sampler', batch: 8 },
  {
    do: 'repeat',
    until: 2,
    index: 'epoch',
    body: [
      { do: 'set epoch', to: 'epoch' },
      { do: 'set', name: 'total', to: 0 },
      {
        do: 'batches',
        body: [
          { do: 'move batch', to: 'cuda' },
          'zero grad',
          { do: 'autocast', dtype: 'bfloat16', body: ['forward', 'loss'] },
          'backward',
          'optimizer step',
          { do: 'set', name: 'total', to: 'total + item(loss) * rows(batch) / (8 * 11 + 1)' },
        ],
      },
      {
        do: 'when',
        test: 'rank == 0',
        body: [
          { do: 'log', values: ['total'] },
          { do: 'save', what: { model: 'model' }, to: 'model.pt' },
        ],
      },
    ],
  },
]

test('a loop that a sheet states runs', () => {
  const program = readProgram(sheetLoop)
  const { ranks, faults } = run({ programFor: () => program }, { strategy: 'ddp', ranks: 2, device: 'gpu', dtype: 'float16' })
  expect(faults).toEqual([])
  expect(ranks[0]?.updates).toHaveLength(24)
  expect(ranks.map(({ saves }) => saves.length)).toEqual([2, 0])
})

test.each([
  [[{ do: 'klip' }], 'loop[0].do: expected one of seed, init group'],
  [[{ do: 'clip' }], 'loop[0].maxNorm: expected a number, as Python writes it, got undefined'],
  [[{ do: 'clip', maxNorm: '1 +' }], 'loop[0].maxNorm: expected a number, as Python writes it, got "1 +"'],
  [[{ do: 'clip', maxNorm: 1, norm: 2 }], 'loop[0]: expected only of, maxNorm, by beside "do: clip", got norm'],
  [[{ do: 'batches', body: 'forward' }], 'loop[0].body: expected a list of steps, got "forward"'],
  [[{ do: 'wrap', with: 'pipeline' }], 'loop[0].with: expected one of dp, ddp, fsdp1, fsdp2, got "pipeline"'],
  ['forward', 'loop: expected a list of steps'],
] as const)('%j is refused by name', (data, says) => {
  expect(() => readProgram(data)).toThrow(says)
})

test.each([
  ['(i + 1) % 4 == 0', { op: '==', of: [{ op: '%', of: [{ op: '+', of: ['i', 1] }, 4] }, 0] }],
  ['ddp or fsdp', { op: 'or', of: ['ddp', 'fsdp'] }],
  ['min(1, count / 10)', { op: 'min', of: [1, { op: '/', of: ['count', 10] }] }],
  ['-rate', { op: '-', of: ['rate'] }],
  ['__import__("os")', undefined],
  ['a; b', undefined],
])('%s', (source, value) => {
  expect(parseValue(source)).toEqual(value)
})

test('the vocabulary that a sheet may write is that of programs: every step of the correct loop is in it', () => {
  const used = (program: Program): string[] => [...allSteps(program)].map((step) => step.do)
  for (const name of used(correctProgram)) expect(Object.keys(fields)).toContain(name)
  expect(bodiesOf(correctProgram[1] ?? expect.fail())).toHaveLength(1)
})

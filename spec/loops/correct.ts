/** A correct loop for one device, DDP and FSDP, as data: mixed precision, accumulation, clipping, a schedule, validation and checkpoints. */
import type { Loop } from './run.ts'
import type { Program, Value } from './vocabulary.ts'

/** Batches that make one update. */
const PARTS = 3
const sum = (a: Value, b: Value): Value => ({ op: '+', of: [a, b] })
const times = (a: Value, b: Value): Value => ({ op: '*', of: [a, b] })
const over = (a: Value, b: Value): Value => ({ op: '/', of: [a, b] })
const distributed: Value = { op: 'or', of: ['ddp', 'fsdp'] }
const isLast: Value = { op: '==', of: [{ op: '%', of: [sum('i', 1), PARTS] }, 0] }
const isFirstRank: Value = { op: '==', of: ['rank', 0] }

export const correctProgram: Program = [
  { do: 'seed', value: 1234 },
  {
    do: 'when',
    test: distributed,
    body: [
      { do: 'init group', backend: 'nccl' },
      { do: 'set device', index: 'rank' },
    ],
  },
  { do: 'data set', as: 'train' },
  { do: 'data set', as: 'validation' },
  { do: 'build' },
  { do: 'move', to: 'cuda' },
  { do: 'when', test: 'ddp', body: [{ do: 'wrap', with: 'ddp' }] },
  { do: 'when', test: 'fsdp', body: [{ do: 'wrap', with: 'fsdp2' }] },
  { do: 'optimizer', rule: 'adamw', rate: 0.01 },
  { do: 'schedule', factor: over(1, sum(1, over('count', 8))) },
  { do: 'scaler', growthInterval: 3, sharded: true },
  { do: 'sampler', of: 'train', as: 'sampler', ranks: 'world', rank: 'rank' },
  { do: 'loader', of: 'train', as: 'loader', batch: 8, sampler: 'sampler', dropLast: true },
  { do: 'sampler', of: 'validation', as: 'validation sampler', shuffle: false, ranks: 'world', rank: 'rank' },
  { do: 'loader', of: 'validation', as: 'validation loader', batch: 8, sampler: 'validation sampler' },
  {
    do: 'repeat',
    until: 2,
    index: 'epoch',
    body: [
      { do: 'set epoch', to: 'epoch' },
      { do: 'train mode' },
      { do: 'set', name: 'total', to: 0 },
      { do: 'set', name: 'rows', to: 0 },
      {
        do: 'batches',
        index: 'i',
        body: [
          { do: 'move batch', to: 'cuda' },
          {
            do: 'when',
            test: distributed,
            body: [{ do: 'no sync', unless: isLast, body: microStep() }],
            otherwise: microStep(),
          },
          { do: 'set', name: 'total', to: sum('total', times({ op: 'item', of: ['loss'] }, { op: 'rows', of: ['batch'] })) },
          { do: 'set', name: 'rows', to: sum('rows', { op: 'rows', of: ['batch'] }) },
          {
            do: 'when',
            test: isLast,
            body: [
              { do: 'unscale' },
              { do: 'clip', maxNorm: 0.3 },
              { do: 'scaler step' },
              { do: 'scaler update' },
              { do: 'zero grad' },
              { do: 'schedule step' },
            ],
          },
        ],
      },
      { do: 'all reduce', name: 'total', by: 'sum' },
      { do: 'all reduce', name: 'rows', by: 'sum' },
      { do: 'eval mode' },
      { do: 'set', name: 'validation_total', to: 0 },
      { do: 'set', name: 'validation_rows', to: 0 },
      {
        do: 'no grad',
        body: [
          {
            do: 'batches',
            of: 'validation loader',
            body: [
              { do: 'move batch', to: 'cuda' },
              { do: 'autocast', body: [{ do: 'forward' }, { do: 'loss' }] },
              {
                do: 'set',
                name: 'validation_total',
                to: sum('validation_total', times({ op: 'item', of: ['loss'] }, { op: 'rows', of: ['batch'] })),
              },
              { do: 'set', name: 'validation_rows', to: sum('validation_rows', { op: 'rows', of: ['batch'] }) },
            ],
          },
        ],
      },
      { do: 'all reduce', name: 'validation_total', by: 'sum' },
      { do: 'all reduce', name: 'validation_rows', by: 'sum' },
      { do: 'state dict', of: 'model', as: 'state', full: true },
      {
        do: 'when',
        test: isFirstRank,
        body: [
          { do: 'log', values: [over('total', 'rows'), over('validation_total', 'validation_rows')] },
          {
            do: 'save',
            what: { model: 'state', optimizer: 'optimizer', scaler: 'scaler', schedule: 'schedule', epoch: 'epoch' },
            to: ['checkpoint.pt'],
          },
        ],
      },
    ],
  },
  { do: 'when', test: distributed, body: [{ do: 'destroy group' }] },
]

function microStep(): Program {
  return [
    {
      do: 'autocast',
      body: [{ do: 'forward' }, { do: 'loss' }, { do: 'divide loss', by: PARTS, as: 'part' }],
    },
    { do: 'scale', of: 'part' },
    { do: 'backward', of: 'scaled' },
  ]
}

/** The same program on every rank of every setting. */
export function loopOf(program: Program): Loop {
  return { programFor: () => program }
}

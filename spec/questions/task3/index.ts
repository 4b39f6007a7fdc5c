/** Task 3: a training loop for one GPU, DDP and FSDP. No spec judges it yet: its items are not offered. */
import type { Question } from '../question.ts'

export const task3: Question = {
  id: 'task3',
  title: 'A training loop for one GPU, DDP and FSDP',
  asks: 'Write one training loop that supports a single GPU, Distributed Data Parallel and Fully Sharded Data Parallel, with visualisations.',
  supplies: {},
  conditions: {},
  slots: {},
}

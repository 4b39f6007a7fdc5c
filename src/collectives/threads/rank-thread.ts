/** The code of a thread that is a rank: it waits for jobs, runs their programs, and tells how they ended. */
import { parentPort } from 'node:worker_threads'
import { type RankFailure } from '../../contract/collectives.ts'
import { failureOf } from '../failure.ts'
import { OrderedGroup } from '../ordered-group.ts'
import { plainCopy } from '../plain-copy.ts'
import { programOf } from '../program.ts'
import { type SharedWorld, ThreadTransport } from './thread-transport.ts'

/** What a rank is asked to run. */
export interface RankOrder {
  readonly rank: number
  readonly world: SharedWorld
  readonly program: string
  readonly data: unknown
  /** URL of a module whose default export makes a rank's way to the others; the usual one by default. */
  readonly transport?: string | undefined
}

/** Makes a rank's way to the others. */
export type TransportOf = (rank: number, world: SharedWorld) => ThreadTransport

/** What it tells: that its program has been loaded, what it returned, and that every rank has ended, or that the group failed. */
export type RankNews =
  | { readonly news: 'loaded' }
  | { readonly news: 'returned'; readonly result: unknown }
  | { readonly news: 'ended' }
  | { readonly news: 'failed'; readonly failure: RankFailure }

/** Serves jobs for as long as the thread lives. */
export function serveAsRank(): void {
  const port = parentPort
  if (port === null) throw new Error('rank-thread: expected to run in a thread that launchThreads started')
  const tell = (news: RankNews): void => port.postMessage(news)
  port.on('message', (order: RankOrder) => void runAsRank(order, tell))
}

async function runAsRank(order: RankOrder, tell: (news: RankNews) => void): Promise<void> {
  const { rank, program, data } = order
  const transport = await transportFor(order)
  const group = new OrderedGroup(transport)
  try {
    const run = await programOf(program)
    tell({ news: 'loaded' })
    group.enter()
    tell({ news: 'returned', result: plainCopy(await run(group, data)) })
    group.leave()
    tell({ news: 'ended' })
  } catch (error) {
    const failure = failureOf(error, rank, group.sequence)
    transport.control.fail(failure)
    tell({ news: 'failed', failure: transport.control.failure() ?? failure })
  }
}

async function transportFor({ rank, world, transport }: RankOrder): Promise<ThreadTransport> {
  if (transport === undefined) return new ThreadTransport(rank, world)
  const { default: make } = (await import(transport)) as { readonly default: TransportOf }
  return make(rank, world)
}

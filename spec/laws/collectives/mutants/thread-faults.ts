/** Threads that reach each other wrongly: the URL of this module says how. */
import type { Call } from '../../../../src/collectives/call.ts'
import type { Place } from '../../../../src/collectives/arena.ts'
import { shareOf } from '../../../../src/collectives/traffic.ts'
import { Control } from '../../../../src/collectives/threads/control.ts'
import type { TransportOf } from '../../../../src/collectives/threads/rank-thread.ts'
import { type SharedWorld, ThreadTransport } from '../../../../src/collectives/threads/thread-transport.ts'
import { roundedOnce, sequential } from './orders.ts'

/** Sums its share by another rule than the canonical one. */
class SumsOtherwise extends ThreadTransport {
  readonly #rule: (addends: readonly number[], rank: number) => number
  readonly #world: SharedWorld

  constructor(rank: number, world: SharedWorld, rule: (addends: readonly number[], rank: number) => number) {
    super(rank, world)
    this.#rule = rule
    this.#world = world
  }

  override perform(call: Call, place: Place): void {
    if (call.operation !== 'allReduce' && call.operation !== 'reduceScatter') {
      super.perform(call, place)
      return
    }
    const { buffer } = this.#world.memories[place.memory] as { buffer: SharedArrayBuffer }
    const copies = Array.from(
      { length: this.size },
      (_, r) => new Float32Array(buffer, place.address + r * place.stride, call.length),
    )
    const { from, to } = shareOf(this.rank, this.size, call.length)
    for (let i = from; i < to; i += 1) {
      const sum = this.#rule(
        copies.map((copy) => copy[i] as number),
        this.rank,
      )
      for (const copy of call.operation === 'allReduce' ? copies : [copies[this.rank] as Float32Array]) copy[i] = sum
    }
  }
}

/** Takes any waking for the one that it waits for. */
class WakesForNothing extends ThreadTransport {
  #paused = false

  protected override passed(arrivals: number): boolean {
    const woken = this.#paused
    this.#paused = false
    return super.passed(arrivals) || woken
  }

  override pause(): void {
    // One that was woken for the round before, or by chance: at once.
    this.#paused = true
  }
}

/** Does not look whether the group has ended. */
class IgnoresTheEnd extends Control {
  override failure(): undefined {
    return undefined
  }
}

/** Tells its calls in one slot. */
class OneSlot extends Control {
  override tell(rank: number, _sequence: number, call: Call): void {
    super.tell(rank, 0, call)
  }

  override told(rank: number): Call {
    return super.told(rank, 0)
  }

  override agree(): boolean {
    return super.agree(0)
  }
}

/** Believes that whoever has not told another call means its own. */
class BelievesAnything extends Control {
  override agree(): boolean {
    return true
  }
}

/** Finds nobody missing. */
class MissesNobody extends Control {
  override missing(): number[] {
    return []
  }
}

const withControl =
  (Of: typeof Control): TransportOf =>
  (rank, world) =>
    new ThreadTransport(rank, world, new Of(world.control, world.size))

const FAULTS = {
  fromTheLeft: (rank, world) => new SumsOtherwise(rank, world, sequential),
  roundedOnce: (rank, world) => new SumsOtherwise(rank, world, roundedOnce),
  inARing: (rank, world) =>
    new SumsOtherwise(rank, world, (addends, r) => sequential([...addends.slice(r + 1), ...addends.slice(0, r + 1)])),
  wakesForNothing: (rank, world) => new WakesForNothing(rank, world),
  ignoresTheEnd: withControl(IgnoresTheEnd),
  oneSlot: withControl(OneSlot),
  believesAnything: withControl(BelievesAnything),
  missesNobody: withControl(MissesNobody),
} satisfies Record<string, TransportOf>

/** The name of a fault. */
export type ThreadFault = keyof typeof FAULTS

/** The URL of a way to the others with a fault. */
export function threadWith(fault: ThreadFault): URL {
  const url = new URL(import.meta.url)
  url.search = String(new URLSearchParams({ fault }))
  return url
}

/** What the URL asks for. */
export default FAULTS[new URL(import.meta.url).searchParams.get('fault') as ThreadFault]

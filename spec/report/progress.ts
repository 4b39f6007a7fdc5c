/** A sign of life for work that takes long: one line that rewrites itself on a terminal, a plain line now and then in a log. */
import { printable, shorten, wrap } from './text.ts'

export interface ProgressOptions {
  /** Writes to the stream that people watch, which is not the one that holds the card: stderr. */
  readonly write: (text: string) => void
  readonly isTTY: boolean
  readonly columns: number
  /** Milliseconds of a clock that only goes forward. */
  readonly now: () => number
}

export interface Progress {
  /** `done` of `total` are finished and `what` is under way. */
  step(done: number, total: number, what: string): void
  /** Takes the line off the terminal: call it before the card prints, and at the end. */
  clear(): void
}

const SILENT_MS = 2000
const REWRITE_MS = 100
const LOG_MS = 5000
const ERASE_LINE = '\r\u001b[K'

/** Says nothing in the first two seconds; then every 5 s in a log, and 10 times a second at most on a terminal. */
export function progress({ write, isTTY, columns, now }: ProgressOptions): Progress {
  const started = now()
  const pause = isTTY ? REWRITE_MS : LOG_MS
  let last = -Infinity
  let visible = false
  return {
    step(done, total, what) {
      const time = now()
      if (time - started < SILENT_MS || time - last < pause) return
      last = time
      const text = `${done} of ${total} after ${Math.round((time - started) / 1000)} s: ${printable(what)}`
      // One column stays free: a full line would wrap on some terminals, and could not be erased.
      const [line = ''] = shorten(wrap(text, columns - 1), 1, columns - 1)
      write(isTTY ? `${ERASE_LINE}${line}` : `${line}\n`)
      visible = isTTY
    },
    clear() {
      if (!visible) return
      write(ERASE_LINE)
      visible = false
      last = -Infinity // the line comes back with the next step
    },
  }
}

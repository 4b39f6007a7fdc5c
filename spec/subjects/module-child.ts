/**
 * The process in which someone else's module lives: it loads the module and answers calls. No spec runs here. Started with the path
 * of the module and the folder for long arrays; requests come on descriptor 3, answers go to descriptor 4.
 */
import { readSync, writeSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import workerThreads from 'node:worker_threads'
import { loadModule, partNames } from './load-module.ts'
import { Peer } from './peer.ts'
import { Watch } from './watch.ts'
import { errorFromWire, errorToWire } from './wire-error.ts'
import { PROTOCOL } from './wire.ts'

const [, , path = '', folder = ''] = process.argv
const REQUESTS = 3
const ANSWERS = 4

const buffer = Buffer.alloc(65536)
let rest = Buffer.alloc(0)

/** The next line; the process ends with the line. */
function receive(): string {
  for (;;) {
    const end = rest.indexOf(10)
    if (end >= 0) {
      const line = rest.toString('latin1', 0, end)
      rest = rest.subarray(end + 1)
      return line
    }
    const read = readSync(REQUESTS, buffer)
    if (read === 0) process.exit(0)
    rest = Buffer.concat([rest, buffer.subarray(0, read)])
  }
}

function send(line: string): void {
  const bytes = Buffer.from(`${line}\n`, 'latin1')
  for (let sent = 0; sent < bytes.length;) sent += writeSync(ANSWERS, bytes, sent)
}

// Told before Node ends because nothing is left that could wake it: a promise that nobody will settle.
let waitingFor = 'a top-level await of the module never ends'
process.once('beforeExit', () => send(JSON.stringify({ id: 0, ok: false, error: { type: 'Stuck', message: waitingFor } })))

// A thread with flags of its own would stand outside the fence.
if (process.permission !== undefined) {
  workerThreads.Worker = function Worker() {
    throw Object.assign(new Error('Access to threads has been restricted'), { code: 'ERR_ACCESS_DENIED' })
  } as unknown as typeof workerThreads.Worker
  syncBuiltinESMExports()
}

send('{"op":"up"}')
try {
  const offered = await loadModule(path)
  const watch = new Watch()
  const peer = new Peer({ send, receive }, folder, {
    isJudge: false,
    hello: () => ({ protocol: PROTOCOL, name: nameOf(offered), parts: partNames(offered) }),
    call(part, args, isNew) {
      const found: unknown = Reflect.get(offered, part)
      if (typeof found !== 'function') throw new TypeError(`${part} is not a function`)
      return isNew ? (Reflect.construct(found, args) as unknown) : Reflect.apply(found, offered, args)
    },
    around(what, args, run) {
      const answer = watch.around(what, args, run)
      if (answer instanceof Promise) waitingFor = `the promise that ${what} returned is never settled`
      return answer
    },
    readError: errorFromWire,
  })
  await peer.serveAll()
} catch (error) {
  send(JSON.stringify({ id: 0, ok: false, error: errorToWire(error) }))
  process.exit(1)
}

function nameOf(offered: object): string {
  try {
    const name: unknown = Reflect.get(offered, 'name')
    return typeof name === 'string' ? name.slice(0, 200) : path
  } catch {
    return path
  }
}

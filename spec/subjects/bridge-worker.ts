/**
 * The thread that keeps the lines while the judge's own thread blocks on an answer: it starts processes, passes lines on, kills what
 * is over its budget, and wakes the judge.
 */
import { parentPort } from 'node:worker_threads'
import { outOfTime, type FromWorker, type Line, type ToWorker } from './bridge.ts'
import { GuardedProcess } from './guarded-process.ts'
import { LONGEST_LINE } from './wire.ts'

parentPort?.on('message', ({ port, wakes }: Line) => {
  let running: GuardedProcess | undefined
  let timer: NodeJS.Timeout | undefined

  port.on('message', (message: ToWorker) => {
    switch (message.kind) {
      case 'start':
        start(message)
        break
      case 'line':
        watch(message.what, message.budgetMs, message.leftMs)
        running?.requests.write(`${message.line}\n`)
        break
      case 'go on':
        watch(message.what, message.budgetMs, message.leftMs)
        break
      case 'stop':
        clearTimeout(timer)
        running?.kill({ outcome: 'stopped', message: 'the judge is done with it' })
        break
    }
  })

  function tell(message: FromWorker): void {
    port.postMessage(message)
    Atomics.add(wakes, 0, 1)
    Atomics.notify(wakes, 0)
  }

  function watch(what: string, budgetMs: number, leftMs = budgetMs): void {
    clearTimeout(timer)
    timer = setTimeout(() => {
      running?.kill({
        outcome: 'out of time',
        message: outOfTime(what, budgetMs),
      })
    }, leftMs)
  }

  function start({ launch, budgetMs }: ToWorker & { readonly kind: 'start' }): void {
    watch('starting the process', budgetMs)
    const own = new GuardedProcess(
      launch,
      (text) => tell({ kind: 'output', text }),
      (ending) => {
        clearTimeout(timer)
        if (running === own) running = undefined
        tell({ kind: 'ended', ending })
      },
    )
    running = own
    const parts: Buffer[] = []
    let length = 0
    own.answers.on('data', (chunk: Buffer) => {
      if (length > LONGEST_LINE) return // what was still on its way when it was killed
      let from = 0
      for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
        parts.push(chunk.subarray(from, end))
        clearTimeout(timer)
        tell({ kind: 'line', line: Buffer.concat(parts).toString() })
        parts.length = 0
        length = 0
        from = end + 1
      }
      parts.push(chunk.subarray(from))
      length += chunk.length - from
      if (length > LONGEST_LINE)
        own.kill({ outcome: 'threw', message: `the subject answered with more than ${LONGEST_LINE / 2 ** 20} MiB in one line` })
    })
  }
})

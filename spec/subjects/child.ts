/**
 * The process in which someone else's module is judged: it loads the subject, runs the specs that it is sent, and sends evidence back.
 * The parent (`watchdog.ts`) kills it when a spec spends its budget. Started with an IPC channel and nothing else.
 */
import { catalogue } from '../laws/index.ts'
import { observe, type ObserveOptions } from '../judge/observe.ts'
import { closest } from '../formula/nearest.ts'
import type { Subject } from '../judge/subject.ts'
import { loadSubject } from './load.ts'
import type { ChildMessage, Job } from './watchdog.ts'

// Held here, and taken off `process`, before the module under judgement is loaded: it cannot speak in the child's name by accident.
const channel = process.send?.bind(process)
delete process.send

process.once('message', (job: Job) => {
  void run(job)
})

async function run({ key, subject: name, specs, options }: Job): Promise<void> {
  const say = (message: ChildMessage): void => {
    channel?.({ ...message, key })
  }
  say({ kind: 'ready' })
  try {
    const subject = await loadSubject(name)
    say({ kind: 'loaded', strangers: strangersOf(subject) })
    await observeAll(specs, subject, options, say)
    say({ kind: 'finished' })
  } catch (error) {
    say({ kind: 'not loaded', message: error instanceof Error ? `${error.name}: ${error.message}` : String(error) })
  }
}

/** What the module offers under a name that no spec knows: most likely a slip. */
function strangersOf(subject: Subject): string[] {
  const parts = [...new Set(Object.values(catalogue).flatMap((specs) => specs.flatMap(({ needs }) => needs)))]
  return Object.keys(Object.getPrototypeOf(subject) as object)
    .filter((name) => !['name', 'url', ...parts].includes(name))
    .map((name) => [name, closest(name, parts)].filter((each) => each !== undefined).join(': '))
}

async function observeAll(
  ids: readonly string[],
  subject: Subject,
  options: ObserveOptions,
  say: (message: ChildMessage) => void,
): Promise<void> {
  const specs = Object.values(catalogue).flat()
  for (const id of ids) {
    const spec = specs.find((candidate) => candidate.id === id)
    if (spec === undefined) continue
    say({ kind: 'started', spec: id })
    say({ kind: 'observed', evidence: await observe(spec, subject, options) })
  }
}

/** Nothing of a subject outlives its judge, however the judge ended: no process, no folder. */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { test } from 'vitest'
import { cli } from '../cli/cli-under-test.ts'

/** Starts a grandchild, says who is there, and never answers. */
const source = `
  import { spawn } from 'node:child_process'
  import { renameSync, writeFileSync } from 'node:fs'
  const grandchild = spawn('sleep', ['1000'])
  writeFileSync('pids.part', [process.pid, process.ppid, grandchild.pid, process.argv[3]].join(' '))
  renameSync('pids.part', 'pids')
  export default { mle: () => { for (;;); } }`

/** As much of a judge as holds a subject: starting the whole of `assay check` costs more than all that is asked here. */
const holder = `
  import { Foreign } from '${new URL('foreign.js', import.meta.url).href}'
  import { launchModule } from '${new URL('launch.js', import.meta.url).href}'
  const limits = { budgetMs: 600_000, memoryMib: 256, trusted: true }
  const subject = new Foreign((folder) => launchModule(process.cwd() + '/mine.mjs', folder, limits), limits)
  subject.begin('a spec')
  subject.parts.mle()`

test.concurrent.for([
  ['SIGKILL', ['judge.mjs']],
  ['SIGTERM', ['judge.mjs']],
  ['SIGINT', [cli, 'check', 'mine.mjs', '--trusted', '--budget', '600']],
] as const)(
  'a judge that ends by %s takes the subject, its guard and its grandchildren along',
  async ([signal, args], { expect }) => {
    const folder = mkdtempSync(join(tmpdir(), 'assay-guard-'))
    try {
      writeFileSync(join(folder, 'mine.mjs'), source)
      writeFileSync(join(folder, 'judge.mjs'), holder)
      const judge = spawn(process.execPath, args, { cwd: folder, stdio: 'ignore' })
      const ended = new Promise((resolve) => judge.once('exit', (_code, by) => resolve(by)))
      while (!existsSync(join(folder, 'pids'))) await wait(10)
      const [own = '', ...numbers] = readFileSync(join(folder, 'pids'), 'utf8').split(' ').toReversed()
      const pids = numbers.map(Number)
      expect(existsSync(own)).toBe(true)
      expect(pids.filter(isRunning)).toEqual(pids)
      judge.kill(signal)
      expect(await ended).toBe(signal)
      while (pids.some(isRunning)) await wait(10)
      expect(existsSync(own)).toBe(false)
    } finally {
      rmSync(folder, { recursive: true })
    }
  },
)

/** A process that has ended and that nobody has asked after yet does not run. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !existsSync('/proc/self/stat') || !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

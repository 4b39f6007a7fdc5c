/** Facts about where a figure was measured. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { arch, availableParallelism, cpus, loadavg, platform, totalmem } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import { z } from 'zod'

/** What a result says of the machine. */
export const machine = z.object({
  cpu: z.string(),
  cores: z.number(),
  memoryGib: z.number(),
  cacheBytes: z.object({ l1d: z.number(), l2: z.number(), l3: z.number() }).partial(),
  platform: z.string(),
  node: z.string(),
  v8: z.string(),
})
export type Machine = z.infer<typeof machine>

export function thisMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGib: Math.round(totalmem() / 2 ** 30),
    cacheBytes: caches(),
    platform: `${platform()} ${arch()}`,
    node: process.version,
    v8: process.versions.v8,
  }
}

/** A name for files: `amd-epyc-2-cores`. */
export function machineSlug({ cpu, cores }: Machine): string {
  const slug = cpu
    .toLowerCase()
    .replaceAll(/\((r|tm)\)|processor|cpu|@.*/g, ' ')
    .replaceAll(/[^a-z0-9]+/g, '-')
  return `${slug.replaceAll(/^-|-$/g, '')}-${cores}-cores`
}

/** Per core, as Linux tells them; empty elsewhere. */
function caches(): Machine['cacheBytes'] {
  const found: Record<string, number> = {}
  for (const index of [0, 1, 2, 3, 4]) {
    try {
      const read = (name: string): string =>
        readFileSync(`/sys/devices/system/cpu/cpu0/cache/index${index}/${name}`, 'utf8').trim()
      const [, count = '0', unit = ''] = /^(\d+)([KM])?$/.exec(read('size')) ?? []
      const bytes = Number(count) * (unit === 'M' ? 2 ** 20 : 2 ** 10)
      if (read('type') !== 'Instruction') found[read('level') === '1' ? 'l1d' : `l${read('level')}`] = bytes
    } catch {
      break
    }
  }
  const { l1d, l2, l3 } = found
  return { ...(l1d === undefined ? {} : { l1d }), ...(l2 === undefined ? {} : { l2 }), ...(l3 === undefined ? {} : { l3 }) }
}

/** The smallest cache that holds so many bytes. */
export function cacheThatHolds(bytes: number, { cacheBytes }: Machine): string {
  const { l1d = 32 * 2 ** 10, l2 = 2 ** 20, l3 = 32 * 2 ** 20 } = cacheBytes
  if (bytes <= l1d) return 'L1'
  if (bytes <= l2) return 'L2'
  return bytes <= l3 ? 'L3' : 'memory'
}

/** Processors that other work keeps busy, over 0.2 s in which this process does nothing. */
export async function busyElsewhere(): Promise<number> {
  const spent = (): { all: number; idle: number } =>
    cpus().reduce(
      (sum, { times: { user, nice, sys, idle, irq } }) => ({
        all: sum.all + user + nice + sys + idle + irq,
        idle: sum.idle + idle,
      }),
      { all: 0, idle: 0 },
    )
  const before = spent()
  await setTimeout(200)
  const after = spent()
  return cpus().length * (1 - (after.idle - before.idle) / Math.max(1, after.all - before.all))
}

export function loadAverage(): number {
  return loadavg()[0] ?? NaN
}

/** The commit of the folder that the command runs in, if it is one. */
export function commitHere(): string | undefined {
  const commit = git('rev-parse', '--short=12', 'HEAD')
  if (commit === undefined) return undefined
  return git('status', '--porcelain', '--untracked-files=no') === '' ? commit : `${commit}-dirty`
}

function git(...args: string[]): string | undefined {
  const { status, stdout } = spawnSync('git', args, { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : undefined
}

/** The page of a training run on several ranks shows what each of them did in the last step, kept and sent. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { assayHere, inFolder } from '../cli/cli-under-test.ts'
import reference from '../subjects/reference.ts'
import { namedConfigs } from '../subjects/training.ts'

test.each(['ddp', 'fsdp'] as const)(
  '%s on two threads: a timeline of both ranks, their shards, and the bytes of the formula',
  async (strategy) => {
    await inFolder({ 'text.txt': 'Call me Ishmael. '.repeat(50) }, async (folder) => {
      const options = ['--steps', '2', '--rows', '1', '--sample', '0', '--strategy', strategy, '--ranks', '2', '--out', 'here']
      const ran = await assayHere(folder, 'train', '--config', 'tiny', '--engine', 'wasm', '--text', 'text.txt', ...options)
      expect(ran.exitCode, ran.stderr).toBe(0)
      const page = readFileSync(join(folder, 'here', 'training.html'), 'utf8')
      for (const rank of [0, 1]) {
        for (const what of ['embed root', 'forward h.0', 'head root', 'backward h.1', 'reduce root', 'optimizer']) {
          expect(page).toMatch(new RegExp(`<title>${strategy}, rank ${rank}: ${what} [\\d.]+ ms</title>`))
        }
        expect(page).toContain(`<title>rank ${rank}, moment 2 of h.1: elements`)
        expect(page).toContain(`<title>${strategy}, rank ${rank}: ${bytesOf(strategy)} bytes</title>`)
      }
      expect(page.includes('When blocks are gathered')).toBe(strategy === 'fsdp')
    })
  },
)

/** Parameters and gradients by the formula; and to the other rank a count, two losses and, sharded, the sums of squares of half of the chunks. */
function bytesOf(strategy: 'ddp' | 'fsdp'): number {
  const { model, microBatches } = namedConfigs['tiny'] ?? {}
  if (model === undefined || microBatches === undefined) throw new Error('there is no configuration tiny')
  const sizes = reference.unitsOf(model).map(({ padded }) => padded)
  const all = sizes.reduce((sum, size) => sum + size, 0)
  const numbers = 8 * (1 + microBatches / 2 + (strategy === 'fsdp' ? all / 256 / 2 : 0))
  return reference.stepBytes(strategy, all, 2, strategy === 'fsdp' ? (sizes[0] ?? 0) + (sizes.at(-1) ?? 0) : 0) + numbers
}

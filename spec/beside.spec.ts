/** `npm run watch`: what runs beside a command ends with it, whatever that had started. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { inFolder } from './cli/cli-under-test.ts'

const beside = fileURLToPath(new URL('../../.ci/beside.mjs', import.meta.url))

test('the command ends with its own exit code, and nothing of what ran beside it is left', () =>
  inFolder(
    {
      // As tsc does, it waits for a process that does the work
      other: 'sleep 600 & echo > started; wait',
      command: 'until [ -e started ]; do :; done; exit 7',
    },
    (folder) => {
      // Comes back once nobody holds the output any longer: all of them have ended, or the time is over
      const { status, error } = spawnSync(process.execPath, [beside, 'sh other', 'sh command'], { cwd: folder, timeout: 20_000 })
      expect(error).toBeUndefined()
      expect(status).toBe(7)
    },
  ))

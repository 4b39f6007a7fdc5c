/** The checked-in WebAssembly is what its source assembles to. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { bytesModule } from '../../../src/engine/wasm/assemble.ts'

test('engine/wasm/bytes.ts is what `npm run build:wasm` writes', async () => {
  const path = fileURLToPath(new URL('../../../../src/engine/wasm/bytes.ts', import.meta.url))
  expect(readFileSync(path, 'utf8')).toBe(await bytesModule())
})

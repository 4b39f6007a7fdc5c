/** Lets Node load TypeScript modules where it cannot do so itself (before 22.18): a loader that takes the types out. */
import { readFile } from 'node:fs/promises'
import { register, type LoadHook } from 'node:module'
import { fileURLToPath } from 'node:url'
import { isMainThread } from 'node:worker_threads'
import { transformSync } from '@swc/wasm-typescript'

// The same file is the preload script, which registers, and the loader, which Node runs in a thread of its own.
if (isMainThread) register(import.meta.url)

export const load: LoadHook = async (url, context, nextLoad) => {
  if (!/\.m?ts$/.test(url)) return nextLoad(url, context)
  const file = fileURLToPath(url)
  return { format: 'module', shortCircuit: true, source: withoutTypes(file, await readFile(file, 'utf8')) }
}

function withoutTypes(file: string, source: string): string {
  try {
    return transformSync(source, { mode: 'strip-only' }).code ?? ''
  } catch (error) {
    // What the parser throws is a plain object with a message.
    throw new SyntaxError(`${file}: ${(error as { readonly message?: string }).message ?? String(error)}`, { cause: error })
  }
}

/** Lets Node load TypeScript modules where it cannot do so itself (before 22.18): a loader that takes the types out. */
import { readFile } from 'node:fs/promises'
import { register, type LoadHook } from 'node:module'
import { fileURLToPath } from 'node:url'
import { isMainThread } from 'node:worker_threads'
import { transformSync } from 'oxc-transform'

// The same file is the preload script, which registers, and the loader, which Node runs in a thread of its own.
if (isMainThread) register(import.meta.url)

export const load: LoadHook = async (url, context, nextLoad) => {
  if (!/\.m?ts$/.test(url)) return nextLoad(url, context)
  const file = fileURLToPath(url)
  const { code, errors } = transformSync(file, await readFile(file, 'utf8'))
  const [first] = errors
  if (first !== undefined) throw new SyntaxError(`${file}: ${first.message}`)
  return { format: 'module', shortCircuit: true, source: code }
}

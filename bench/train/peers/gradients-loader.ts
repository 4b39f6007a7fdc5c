/**
 * Lets Node import the gradients of TensorFlow.js: the files of tfjs-core that register them are modules without the mark of one,
 * and import each other without the ending. They register in the same engine, which is global.
 */
import { existsSync } from 'node:fs'
import type { LoadHook, ResolveHook } from 'node:module'
import { fileURLToPath } from 'node:url'

const folder = '/@tensorflow/tfjs-core/dist/'

/** Adds the ending that a relative import lacks. */
export const resolve: ResolveHook = (specifier, context, next) => {
  if (specifier.startsWith('.') && context.parentURL?.includes(folder) === true) {
    for (const ending of ['', '.js', '/index.js']) {
      const url = new URL(specifier + ending, context.parentURL)
      if (url.pathname.endsWith('.js') && existsSync(fileURLToPath(url))) return { url: url.href, shortCircuit: true }
    }
  }
  return next(specifier, context)
}

/** Takes them for the modules that they are. */
export const load: LoadHook = (url, context, next) =>
  url.includes(folder) && !url.endsWith('.node.js') ? next(url, { ...context, format: 'module' }) : next(url, context)

/** Packages that the bench uses when they are there, in this package's tree or in that of the folder where the command runs. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'

export interface Installed {
  readonly version: string
  readonly folder: string
  /** What `import()` takes. */
  readonly url: string
}

export function installed(name: string): Installed | undefined {
  for (const from of [import.meta.url, pathToFileURL(join(process.cwd(), 'package.json'))]) {
    try {
      const require = createRequire(from)
      const manifest = require.resolve(`${name}/package.json`)
      const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string }
      return { version, folder: dirname(manifest), url: pathToFileURL(require.resolve(name)).href }
    } catch {
      continue
    }
  }
  return undefined
}

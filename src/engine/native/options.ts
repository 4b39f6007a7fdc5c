/** What `npm run engine:native` can be told. */
import { parseArgs } from 'node:util'
import { ARCHIVES, type Archive } from './archives.ts'
import { mebibytes } from './fetch.ts'

/** The options, checked. */
export interface Options {
  /** The archive to fetch; the first that a registry gives if undefined. */
  readonly from: Archive['name'] | undefined
  /** An archive that is already here. */
  readonly archive: string | undefined
  readonly force: boolean
  readonly help: boolean
}

/** How the command is used. */
export const USAGE = `Usage: npm run engine:native -- [--from NAME] [--archive FILE] [--force]

Builds the native engine, @tensorflow/tfjs-node-gpu 4.22.0, from its own sources and a TensorFlow library.
  --from NAME     only this archive; without it maven, then pypi, whichever client and registry answer
  --archive FILE  an archive that is already here, one of these (its checksum is verified all the same)
  --force         also when the engine works already
Archives:
${ARCHIVES.map((each) => `  ${each.name.padEnd(14)}  ${mebibytes(each.bytes)} MiB, ${each.from}, TensorFlow ${each.tensorflow}`).join('\n')}
Exit codes: 0 it works, 1 a fault, 2 bad usage, 4 it cannot be built on this machine. After 1, 2 and 4 nothing is changed.
`

/** @throws TypeError naming the option, what was expected and what was got */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      from: { type: 'string' },
      archive: { type: 'string' },
      force: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  const from = ARCHIVES.find(({ name }) => name === values.from)?.name
  if (values.from !== undefined && from === undefined) {
    throw new TypeError(`--from: expected ${ARCHIVES.map(({ name }) => name).join(', ')}, got ${values.from}`)
  }
  return { from, archive: values.archive, force: values.force, help: values.help }
}

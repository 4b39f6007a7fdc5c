#!/usr/bin/env node
/** `npm run engine:native`: makes @tensorflow/tfjs-node-gpu run from parts that public registries have, and changes nothing when it cannot. */
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ARCHIVES, type Archive } from './archives.ts'
import { compileBinding, installJavaScript, unpackLibraries } from './build.ts'
import { ProgramError, run } from './child.ts'
import { fetchArchive, mebibytes, sha256 } from './fetch.ts'
import { type Options, readOptions, USAGE } from './options.ts'
import { place } from './place.ts'
import type { SmokeTest } from './smoke-test.ts'
import { temporaryFolder } from './temporary-folder.ts'

/** The engine cannot be built on this machine; whatever else goes wrong is a fault. */
class NotHere extends Error {
  override readonly name = 'NotHere'
}

const root = fileURLToPath(new URL('../../../../', import.meta.url))
const say = (line: string): void => void process.stderr.write(`${line}\n`)

process.exitCode = await main().catch((error: unknown) => {
  say(`engine:native: ${error instanceof Error ? error.message : String(error)}`)
  say('Nothing was changed. The wasm engine needs no installation.')
  return error instanceof NotHere ? 4 : 1
})

async function main(): Promise<number> {
  let options: Options
  try {
    options = readOptions(process.argv.slice(2))
  } catch (error) {
    say(`engine:native: ${(error as Error).message}\n\n${USAGE}`)
    return 2
  }
  if (options.help) process.stdout.write(USAGE)
  else await install(options)
  return 0
}

async function install({ from, archive, force }: Options): Promise<void> {
  const works = force ? undefined : await smokeTest(root).catch(() => undefined)
  if (works !== undefined) return say(`The native engine works already: ${described(works)}.`)
  const compiler = await compilerHere()
  const own = archive === undefined ? undefined : { file: resolve(archive), archive: await recognised(archive) }

  const folder = temporaryFolder(join(root, 'node_modules'))
  const library = own ?? (await fetchFirst(archivesFor(from), folder))
  const tree = join(folder, 'tree')
  say('Installing the JavaScript of the package as locked: about 300 MiB on disk while it is built')
  await installJavaScript(root, tree)
  say(`Unpacking ${mebibytes(library.archive.unpackedBytes)} MiB of libraries and compiling the binding with ${compiler}`)
  await unpackLibraries(library.file, tree)
  await compileBinding(compiler, tree)
  say(`It multiplies matrices where it was built: ${described(await smokeTest(tree))}`)

  const placed = place(join(tree, 'node_modules'), join(root, 'node_modules'), join(folder, 'previous'))
  try {
    say(`The native engine works: ${described(await smokeTest(root))}. Packages added to node_modules: ${placed.folders.length}.`)
  } catch (error) {
    placed.undo()
    throw error
  }
}

/** The name of the compiler, once it is known that the engine can be built here: all that can be checked before anything is fetched. */
async function compilerHere(): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new NotHere(`expected Linux on x64, for which the archives are made; got ${process.platform} on ${process.arch}`)
  }
  if (!existsSync(join(root, 'package-lock.json')) || !existsSync(join(root, 'node_modules'))) {
    throw new NotHere(`expected a clone of the project with its packages installed (npm ci), got ${root}`)
  }
  const compiler = process.env['CXX'] ?? 'g++'
  await run(compiler, ['--version'], root).catch(() => {
    throw new NotHere(`expected a C++ compiler, got none by the name of ${compiler}: install g++, or set CXX`)
  })
  return compiler
}

interface Library {
  readonly file: string
  readonly archive: Archive
}

/** The archives to try; the large one for CUDA only when it is asked for. */
function archivesFor(from: Archive['name'] | undefined): readonly Archive[] {
  return ARCHIVES.filter(({ name }) => (from === undefined ? name !== 'maven-gpu' : name === from))
}

/** Which of the archives the user's own file is, by its checksum. */
async function recognised(file: string): Promise<Archive> {
  const got = await sha256(file)
  const archive = ARCHIVES.find((each) => each.sha256 === got)
  if (archive !== undefined) return archive
  const known = ARCHIVES.map((each) => `  ${each.sha256}  ${each.from}`).join('\n')
  throw new Error(`${file}: expected the sha256 of one of\n${known}\ngot ${got}; nothing of it is used`)
}

/** The first archive whose client is here and whose registry answers. */
async function fetchFirst(wanted: readonly Archive[], folder: string): Promise<Library> {
  const reasons: string[] = []
  for (const archive of wanted) {
    say(`Fetching ${archive.from} with ${archive.client}: ${mebibytes(archive.bytes)} MiB, sha256 ${archive.sha256}`)
    try {
      return { file: await fetchArchive(archive, join(folder, archive.name), say), archive }
    } catch (error) {
      if (!(error instanceof ProgramError)) throw error
      say(`  not from there: ${error.message.split('\n')[0] ?? ''}`)
      reasons.push(`${archive.name}: ${error.message}`)
    }
  }
  throw new NotHere(`no registry gave a TensorFlow library.\n${reasons.join('\n')}`)
}

async function smokeTest(folder: string): Promise<SmokeTest> {
  const program = fileURLToPath(new URL('./smoke-test.js', import.meta.url))
  return JSON.parse(await run(process.execPath, [program, folder], folder)) as SmokeTest
}

function described({ tensorflow, usesGpu, node }: SmokeTest): string {
  return `TensorFlow ${tensorflow} under Node ${node} on the ${usesGpu ? 'GPU' : 'CPU'}`
}

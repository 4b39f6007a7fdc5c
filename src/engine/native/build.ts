/** Builds the package in a folder of its own: its JavaScript as locked, TensorFlow's libraries, and the binding between the two. */
import { createWriteStream, copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { LIBRARIES } from './archives.ts'
import { run } from './child.ts'

/** The package that the native engine is, as in a node_modules folder. */
export const PACKAGE = '@tensorflow/tfjs-node-gpu'

/** The version of N-API for which the binding is compiled, and the folder where the package looks for it. */
const NAPI_VERSION = 8

/**
 * Installs the JavaScript of every locked package into `folder`, as `package-lock.json` of `root` pins it, and runs no script of theirs.
 * @throws ProgramError if npm fails
 */
export async function installJavaScript(root: string, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true })
  for (const file of ['package.json', 'package-lock.json']) copyFileSync(join(root, file), join(folder, file))
  await run('npm', ['ci', '--ignore-scripts', '--omit=dev', '--include=optional', '--no-audit', '--no-fund'], folder)
}

/** Takes TensorFlow's libraries, and nothing else, out of the archive and puts them where the package looks for them. */
export async function unpackLibraries(archive: string, folder: string): Promise<void> {
  const libraries = join(folder, 'node_modules', PACKAGE, 'deps', 'lib')
  mkdirSync(libraries, { recursive: true })
  const zip = openZip(join(folder, 'package.json'), archive)
  for (const library of LIBRARIES) {
    const entry = zip.getEntries().find(({ entryName }) => entryName.split('/').at(-1) === library)
    if (entry === undefined) throw new Error(`${archive}: expected ${library} in it`)
    await pipeline(Readable.from([entry.getData()]), createWriteStream(join(libraries, library)))
  }
}

interface Zip {
  getEntries(): { readonly entryName: string; getData(): Buffer }[]
}

/** The package brings its own reader of zip files, which is taken from the folder where it was installed. */
function openZip(from: string, archive: string): Zip {
  const AdmZip = createRequire(from)('adm-zip') as new (file: string) => Zip
  return new AdmZip(archive)
}

/**
 * Compiles the package's own binding, unchanged, against the declarations in `tensorflow-c-api.h` and Node's stable C interface.
 * @throws ProgramError with the compiler's words if it fails
 */
export async function compileBinding(compiler: string, folder: string): Promise<void> {
  const home = join(folder, 'node_modules', PACKAGE)
  const output = join(home, 'lib', `napi-v${NAPI_VERSION}`)
  mkdirSync(output, { recursive: true })
  const nodeHeaders = dirname(createRequire(import.meta.url).resolve('node-api-headers/include/node_api.h'))
  const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((file) => join(home, 'binding', file))
  const flags = ['-O2', '-fPIC', '-shared', '-std=c++17', `-DNAPI_VERSION=${NAPI_VERSION}`]
  const includes = [`-I${nodeHeaders}`, `-I${declarations(folder)}`]
  const linked = [`-L${join(home, 'deps', 'lib')}`, ...LIBRARIES.map((each) => `-l:${each}`), '-Wl,-rpath,$ORIGIN/../../deps/lib']
  await run(compiler, [...flags, ...includes, ...sources, ...linked, '-o', join(output, 'tfjs_binding.node')], folder)
}

/** The header files that the binding names, each of which is the one that we have. */
function declarations(folder: string): string {
  const include = join(folder, 'include')
  // from dist/src/engine/native, where this runs, to src/engine/native, where the header stands
  const header = fileURLToPath(new URL('../../../../src/engine/native/tensorflow-c-api.h', import.meta.url))
  const named = [
    'c/c_api.h',
    'c/eager/c_api.h',
    'c/tf_datatype.h',
    'c/tf_status.h',
    'c/tf_tensor.h',
    'core/platform/ctstring_internal.h',
  ]
  for (const file of named) {
    const path = join(include, 'tensorflow', file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, `#include "${header}"\n`)
  }
  return include
}

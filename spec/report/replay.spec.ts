/** The line that is printed to run something again: it begins with what answers in the working folder: this program, and no registry. */
import { mkdirSync, realpathSync, symlinkSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { cli, inFolder } from '../cli/cli-under-test.ts'
import { observe } from '../judge/observe.ts'
import { law, once } from '../judge/spec.ts'
import { verdictOf } from '../judge/verdict.ts'
import reference from '../subjects/reference.ts'
import { ownCommand } from './own-command.ts'
import { replayCommand } from './replay.ts'

const SPEC = law({ id: 'any.sentence', says: '', cites: '', needs: [], holds: () => once(() => undefined) })

/** `see()` in a folder below the given one, with nothing else on the path than the given folder. */
function below<T>(folder: string, path: string, see: () => T): T {
  const { PATH } = process.env
  const home = process.cwd()
  try {
    mkdirSync(join(folder, 'below'))
    process.chdir(join(folder, 'below'))
    process.env['PATH'] = path
    return see()
  } finally {
    process.env['PATH'] = PATH
    process.chdir(home)
  }
}

/** `folder/bin`, with an `assay` in it that is `target`. */
function binOf(folder: string, target: string): string {
  mkdirSync(folder, { recursive: true })
  symlinkSync(target, join(folder, 'assay'))
  return folder
}

test('where npm knows no such program it is named by its file, from here', () =>
  inFolder({}, (folder) => {
    const here = relative(join(realpathSync(folder), 'below'), cli)
    expect(below(folder, '', ownCommand)).toEqual(['node', here])
  }))

test('npx calls it where the project, or a folder above, has it, and never another one of that name', () =>
  inFolder({ other: '' }, (folder) => {
    binOf(join(folder, 'node_modules', '.bin'), cli)
    expect(below(folder, '', ownCommand)).toEqual(['npx', '--no-install', 'assay'])
    const nested = join(folder, 'nested')
    const bin = binOf(join(nested, 'node_modules', '.bin'), join(folder, 'other'))
    expect(below(nested, bin, ownCommand)[0]).toBe('node')
  }))

test('installed for all projects it is called by its name, unless another one comes first on the path', () =>
  inFolder({ other: '' }, (folder) => {
    const ours = binOf(join(folder, 'bin'), cli)
    expect(below(folder, ours, ownCommand)).toEqual(['assay'])
    const other = binOf(join(folder, 'others'), join(folder, 'other'))
    expect(below(join(folder, 'bin'), `${other}:${ours}`, ownCommand)[0]).toBe('node')
  }))

test.each([
  ['mine.mjs', 'mine.mjs'],
  ['./-x.mjs', './-x.mjs'],
  ['./mutant:x.mjs', './mutant:x.mjs'],
  ['mutant:x', 'mutant:x'],
  ['reference', 'reference'],
  ['../sub/one.mjs', '../sub/one.mjs'],
  ['./my file.mjs', "'my file.mjs'"],
])('a line names the subject %s from the working folder, as %s', (subject, named) =>
  inFolder({}, async (folder) => {
    const evidence = await observe(SPEC, reference, { seed: 1 })
    const line = below(folder, '', () => replayCommand(subject, evidence, verdictOf(evidence)))
    expect(line).toMatch(/^node \S+main\.js check /)
    expect(line.replace(/^node \S+ check /, '')).toBe(`${named} --spec any.sentence --seed 1`)
  }),
)

/** A PyTorch training loop, from its Python source: for each setting and rank the program that it comes to. Nothing of the file is executed. */
import { Arguments } from './arguments.ts'
import { builtinNames } from './builtins.ts'
import { callFunction } from './calls.ts'
import { evaluate } from './expressions.ts'
import { Reader, type Note } from './reader.ts'
import { execute } from './statements.ts'
import { parsePython, parts, type Tree } from './tree.ts'
import { text, type Py } from './values.ts'
import type { Loop } from '../run.ts'
import type { Setting } from '../setting.ts'
import type { Program } from '../vocabulary.ts'

export interface PythonLoop extends Loop {
  readonly file: string
  /** What was not understood, in a setting. */
  notesFor(setting: Setting, rank: number): readonly Note[]
}

/**
 * Reads the source; programs are made when they are asked for, and remembered.
 * @param file its name in messages
 * @throws Refusal if the text is no Python; later, when a program is asked for, if the order of its steps cannot be known
 */
export function readLoop(source: string, file: string): PythonLoop {
  const tree = parsePython(source)
  const known = new Map<string, Reader>()
  const readerFor = (setting: Setting, rank: number): Reader => {
    // The dtype changes what steps compute, not which steps there are
    const key = JSON.stringify([setting.strategy, setting.ranks, setting.device, rank])
    const reader = known.get(key) ?? read(tree, setting, rank)
    known.set(key, reader)
    return reader
  }
  return {
    file,
    programFor: (setting, rank): Program => readerFor(setting, rank).program,
    notesFor: (setting, rank) => readerFor(setting, rank).notes,
  }
}

function read(tree: Tree, setting: Setting, rank: number): Reader {
  const reader = new Reader(setting, rank)
  reader.evaluate = (expression): Py => evaluate(reader, expression)
  reader.execute = (statements) => execute(reader, statements)
  reader.callFunction = (called, given) => {
    const args = new Arguments(reader, undefined)
    args.positional.push(...given)
    return callFunction(reader, called, args, called.tree)
  }
  for (const name of builtinNames) reader.scope.names.set(name, { kind: 'name', path: `builtins.${name}` })
  reader.scope.names.set('__name__', text('__main__'))
  reader.scope.names.set('__file__', text('train.py'))
  reader.execute(parts(tree))
  return reader
}

/** Names whose meaning changes while the program runs: in the passes of a loop, or under a condition. */
import type { Reader, Signal } from './reader.ts'
import { assignedNames, type Tree } from './tree.ts'
import type { Py } from './values.ts'

/** Before a loop: numbers that its body assigns are kept in the program, for a pass starts with what the pass before left. */
export function freeze(reader: Reader, body: Tree): void {
  for (const name of assignedNames(body)) {
    const value = reader.scope.names.get(name)
    if (value?.kind === 'number' && value.value !== reader.scope.prefix + name)
      reader.scope.names.set(name, reader.keep(reader.scope.prefix + name, value.value))
  }
}

/** Reads a body after which names hold what they held before: registers are renamed at its end where it changed them. */
export function mergeAfter(reader: Reader, before: ReadonlyMap<string, Py>, body: () => Signal): Signal {
  const signal = body()
  for (const [name, value] of reader.scope.names) {
    const old = before.get(name)
    if (old === undefined || old === value) continue
    const [was, is] = [registerOf(old), registerOf(value)]
    if (was === undefined || is === undefined || was === is) continue
    reader.emit({ do: 'same', of: is, as: was })
    reader.scope.names.set(name, old)
  }
  return signal
}

function registerOf(value: Py): string | undefined {
  if (value.kind === 'thing') return value.register
  if (value.kind === 'part') return value.batch
  if (value.kind === 'result') return value.loss.register
  return value.kind === 'open' && value.become !== undefined ? registerOf(value.become) : undefined
}

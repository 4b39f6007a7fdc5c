/** What ends a run. */
import type { LoopLaw } from './law.ts'
import type { FaultKind } from '../vocabulary.ts'

function without(id: string, says: string, cites: string, ...kinds: readonly FaultKind[]): LoopLaw {
  return {
    id: `loop.${id}`,
    says,
    cites,
    speaksOf: () => true,
    holds({ faults }, w, { where }) {
      const found = faults.filter(({ kind }) => kinds.includes(kind))
      const messages = [...new Set(found.map(({ message, at }) => `${message}${where(at)}`))]
      w.equal('what the run raises', messages.length === 0 ? 'nothing' : messages.join('; '), 'nothing')
    },
  }
}

export const namesAreDefined = without(
  'names-are-defined',
  'every name that the loop uses is defined',
  'The Python Language Reference, 4.2.2: a name that is not found raises NameError',
  'name',
)

export const wrapsCanBeMade = without(
  'wraps-can-be-made',
  'what the loop wraps its model in is there, and so is what that needs: a module, a process group, a GPU for each rank',
  'PyTorch 2.15: what it raises',
  'module',
  'group',
  'device',
)

export const runsToItsEnd = without(
  'runs-to-its-end',
  'the loop raises nothing on any rank, and no rank waits for another for ever',
  'PyTorch 2.15: what it raises; torch.distributed: all ranks call the same collectives in the same order',
  'error',
  'hang',
)

/** Calls of torch.distributed. */
import type { Arguments } from './arguments.ts'
import type { Reader } from './reader.ts'
import { constantText, none, number, type Py } from './values.ts'

export function distributedCall(reader: Reader, name: string, args: Arguments): Py | undefined {
  switch (name) {
    case 'init_process_group': {
      const backend = constantText(args.get(0, 'backend'))
      reader.emit({ do: 'init group', ...(backend === undefined ? {} : { backend }) })
      reader.hasGroup = true
      return none
    }
    case 'destroy_process_group':
      reader.emit({ do: 'destroy group' })
      reader.hasGroup = false
      return none
    case 'barrier':
      reader.emit({ do: 'barrier' })
      return none
    case 'is_available':
    case 'is_nccl_available':
      return number(1)
    case 'is_initialized':
      return number(reader.hasGroup)
    case 'get_rank':
    case 'get_node_local_rank':
      return needsGroup(reader, reader.rank)
    case 'get_world_size':
      return needsGroup(reader, reader.setting.ranks)
    case 'all_reduce':
    case 'reduce':
      return allReduce(reader, args)
    default:
      return undefined
  }
}

function needsGroup(reader: Reader, value: number): Py {
  if (!reader.hasGroup) {
    const message = 'ValueError: Default process group has not been initialized, please make sure to call init_process_group.'
    reader.emit({ do: 'fail', kind: 'group', message })
  }
  return number(value)
}

/** Numbers of the program that are tensors in the file are reduced in place. */
function allReduce(reader: Reader, args: Arguments): Py {
  const [first] = args.positional
  const operation = args.get(1, 'op')
  const isMean = operation?.kind === 'name' && operation.path.endsWith('.AVG')
  if (first?.kind === 'number' && typeof first.value === 'string') {
    reader.emit({ do: 'all reduce', name: first.value, by: isMean ? 'mean' : 'sum' })
    return none
  }
  const loss = reader.as('loss', first)
  if (loss === undefined) return reader.refuse('what is reduced over the ranks is no number that is known')
  reader.note('a loss that is reduced over the ranks in place is taken to be printed only')
  return none
}

/** Import statements: which names stand for what of which package. */
import type { Reader } from './reader.ts'
import type { Tree } from './tree.ts'
import type { Wrapper } from '../vocabulary.ts'

const wrappers: Readonly<Record<string, Wrapper>> = {
  DataParallel: 'dp',
  DistributedDataParallel: 'ddp',
  FullyShardedDataParallel: 'fsdp1',
  fully_shard: 'fsdp2',
}

export function wrapperNamed(name: string): Wrapper | undefined {
  return Object.hasOwn(wrappers, name) ? wrappers[name] : undefined
}

/** What only PyTorch offers, and fairscale before it. */
const torchsOwn =
  /^(DataParallel|DistributedDataParallel|FullyShardedDataParallel|fully_shard|GradScaler|autocast|DataLoader|FSDP|DDP)$/

export function importNames(reader: Reader, tree: Tree): void {
  reader.at = tree.at
  const words = tree.children.filter(({ type }) => type !== ',' && type !== '(' && type !== ')')
  const isFrom = words[0]?.type === 'from'
  if (!isFrom) {
    for (const { path, alias } of dotted(words.slice(1))) {
      // `import a.b` names a
      const bound = alias ?? path.split('.')[0] ?? path
      reader.scope.names.set(bound, { kind: 'name', path: alias === undefined ? bound : path })
    }
    return
  }
  const at = words.findIndex(({ type }) => type === 'import')
  const from = words
    .slice(1, at)
    .map(({ text }) => text)
    .join('')
  for (const { path, alias } of dotted(words.slice(at + 1))) bind(reader, from, path, alias ?? path)
}

function bind(reader: Reader, from: string, name: string, alias: string): void {
  const known = /^(torch|fairscale|transformers|accelerate|deepspeed|lightning|pytorch_lightning)\b/.test(from)
  if (!known && torchsOwn.test(name)) {
    const root = from.split('.')[0] ?? from
    reader.emit({
      do: 'fail',
      kind: 'module',
      message: `ModuleNotFoundError: No module named '${root}' (${name} is torch's own)`,
    })
  }
  const wraps = wrapperNamed(name)
  if (wraps !== undefined) reader.emit({ do: 'import', names: [alias], wraps })
  // What is wrongly imported is taken as what it is called, so that the rest can be judged
  const path = known || wraps === undefined ? `${from}.${name}` : `torch.${name}`
  reader.scope.names.set(alias, { kind: 'name', path })
}

function dotted(words: readonly Tree[]): { path: string; alias: string | undefined }[] {
  const found: { path: string; alias: string | undefined }[] = []
  let current = ''
  let wantsAlias = false
  let joins = false
  for (const { type, text } of words) {
    if (type === 'as') wantsAlias = true
    else if (type === '.') joins = true
    else if (wantsAlias) {
      found.push({ path: current, alias: text })
      current = ''
      wantsAlias = false
    } else if (joins) {
      current = `${current}.${text}`
      joins = false
    } else {
      if (current !== '') found.push({ path: current, alias: undefined })
      current = text
    }
  }
  if (current !== '') found.push({ path: current, alias: undefined })
  return found
}

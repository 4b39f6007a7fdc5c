/** What is known of names, texts and truths in the setting that a loop is read for. */
import type { Reader } from './reader.ts'
import type { Value } from '../vocabulary.ts'
import { constantText, truthOf, type Py } from './values.ts'

/** Truth, with placeholders that are flags: on in the setting that they are named for. */
export function truthIn(reader: Reader, value: Py): Value | undefined {
  if (value.kind !== 'open' || value.become !== undefined || !value.isPlaceholder) return truthOf(value)
  return flagFor(reader, value.name)
}

/** `use_fsdp`, `fsdp_available`, `distributed`: on in the setting that it is named for. */
export function flagFor({ setting: { strategy } }: Reader, name: string): number | undefined {
  if (/fsdp|fully_?shard/i.test(name)) return Number(strategy === 'fsdp')
  if (/ddp|data_?parallel/i.test(name)) return Number(strategy === 'ddp')
  return /distribut|multi_?gpu|parallel/i.test(name) ? Number(strategy !== 'single') : undefined
}

/** A launcher sets these for each process of a distributed run. */
const launcherVariables = ['RANK', 'LOCAL_RANK', 'WORLD_SIZE', 'LOCAL_WORLD_SIZE', 'MASTER_ADDR', 'MASTER_PORT']

export function inEnvironment(reader: Reader, key: string): boolean {
  return reader.environment.has(key) || (launcherVariables.includes(key) && reader.setting.strategy !== 'single')
}

/** Whether two texts are equal, where both are known; a mode is equal to the name of the setting's strategy. */
export function sameText(reader: Pick<Reader, 'setting'>, a: Py, b: Py): boolean | undefined {
  if (b.kind === 'mode' && a.kind !== 'mode') return sameText(reader, b, a)
  const other = constantText(b)
  if (other === undefined) return undefined
  if (a.kind === 'mode') return strategyNamed(other) === reader.setting.strategy
  if (a.kind === 'device') return a.name === other
  const one = constantText(a)
  return one === undefined ? undefined : one === other
}

function strategyNamed(name: string): string {
  if (/fsdp|shard/i.test(name)) return 'fsdp'
  return /ddp|distributed|multi/i.test(name) ? 'ddp' : 'single'
}

/** Numbers of the program among values, for lines that print them. */
export function numbersIn(reader: Reader, value: Py): Value[] {
  if (value.kind === 'list') return value.items.flatMap((item) => numbersIn(reader, item))
  if (value.kind === 'dict') return [...value.entries.values()].flatMap((entry) => numbersIn(reader, entry))
  if (value.kind === 'text') return value.parts.filter((part) => typeof part === 'object')
  const numeric = reader.asNumber(value)
  return numeric === undefined ? [] : [numeric]
}

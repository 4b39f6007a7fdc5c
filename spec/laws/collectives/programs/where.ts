/** Ranks that tell where they are, after some traffic. */
import { hostname } from 'node:os'
import type { ProcessGroup } from '../../../../src/contract/collectives.ts'

/** @param length floats to sum */
export default async function tellWhere(
  group: ProcessGroup,
  { length }: { readonly length: number },
): Promise<{ host: string; sum: number }> {
  const buffer = group.allocate(length)
  buffer.mine.fill(group.rank + 1)
  await group.allReduce(buffer)
  return { host: hostname(), sum: buffer.mine[length - 1] as number }
}

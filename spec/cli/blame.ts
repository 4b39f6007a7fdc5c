/** Which of a subject's own parts a refuted spec speaks against: those that it refutes among the reference's parts, too. */
import { observe, type ObserveOptions } from '../judge/observe.ts'
import type { Spec } from '../judge/spec.ts'
import type { Subject } from '../judge/subject.ts'
import { verdictOf } from '../judge/verdict.ts'
import type { Judged, Resolution } from '../subjects/resolve.ts'

/** The parts to blame; all that it needs where none is wrong alone. */
export async function blamed(
  spec: Spec,
  judged: Judged,
  resolution: Resolution,
  options: ObserveOptions,
): Promise<readonly string[]> {
  const own = spec.needs.filter((part) => judged.brings.includes(part))
  if (own.length < 2) return own
  const { default: reference } = await import('../subjects/reference.ts')
  const wrong: string[] = []
  for (const part of own) {
    resolution.begin(spec)
    const alone: Subject = { ...reference, name: judged.subject.name, [part]: judged.subject[part] }
    const evidence = await observe(spec, alone, { ...options, brings: [part] })
    if (verdictOf(evidence, judged.assumed, judged.supplied).word === 'refuted') wrong.push(part)
  }
  return wrong.length > 0 ? wrong : own
}

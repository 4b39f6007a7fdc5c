/** For which strategies a loop is written: single, DDP, FSDP. */
import { allSteps, type Step } from './vocabulary.ts'
import type { Loop } from './run.ts'
import type { Setting } from './setting.ts'

/** A strategy is meant if the loop imports or wraps what it is for; a single device, unless the loop cannot start without a launcher. */
export function strategiesOf(loop: Loop): Setting['strategy'][] {
  const parallel = (['ddp', 'fsdp'] as const).filter((strategy) =>
    stepsIn(loop, strategy, 2).some((step) => isFor(step, strategy)),
  )
  const single = stepsIn(loop, 'single', 1)
  const needsLauncher = single.some((step) => step.do === 'fail' && step.message.includes('no launcher'))
  return [...(needsLauncher && parallel.length > 0 ? [] : (['single'] as const)), ...parallel]
}

function stepsIn(loop: Loop, strategy: Setting['strategy'], ranks: number): Step[] {
  return [...allSteps(loop.programFor({ strategy, ranks, device: 'gpu', dtype: 'float16' }, 0))]
}

function isFor(step: Step, strategy: 'ddp' | 'fsdp'): boolean {
  const wrapper = step.do === 'wrap' ? step.with : step.do === 'import' ? step.wraps : undefined
  return strategy === 'ddp' ? wrapper === 'ddp' || wrapper === 'dp' : wrapper?.startsWith('fsdp') === true
}

/** Where and how a loop is run: what a verdict on it may depend on. */
import type { Precision } from './vocabulary.ts'

export interface Setting {
  readonly strategy: 'single' | 'ddp' | 'fsdp'
  /** Processes; also the GPUs that each of them sees. 1 for `single`. */
  readonly ranks: number
  readonly device: 'gpu' | 'cpu'
  /** What autocast computes in where the loop does not say; float32: as if it were off. */
  readonly dtype: Precision
}

/** As a condition of rulings: the usual level first. */
export const settingFactors = {
  strategy: ['single', 'ddp', 'fsdp'],
  ranks: ['1', '2', '4'],
  device: ['gpu', 'cpu'],
  dtype: ['float16', 'bfloat16', 'float32'],
} as const

/** One rank alone has nobody to share with. */
export function isSetting(condition: Readonly<Record<string, string>>): boolean {
  return (condition['strategy'] === 'single') === (condition['ranks'] === '1')
}

export function settingOf(condition: Readonly<Record<string, string>>): Setting {
  return {
    strategy: (condition['strategy'] ?? 'single') as Setting['strategy'],
    ranks: Number(condition['ranks'] ?? 1),
    device: (condition['device'] ?? 'gpu') as Setting['device'],
    dtype: (condition['dtype'] ?? 'float16') as Precision,
  }
}

export function nameOfSetting({ strategy, ranks, device, dtype }: Setting): string {
  return `${strategy}, ${ranks} rank${ranks === 1 ? '' : 's'}, ${device}, ${dtype}`
}

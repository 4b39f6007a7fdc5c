/** Faults of rounding to half precision. */
import { roundFloat16, toBfloat16, toFloat16 } from '../../../../src/numeric/half.ts'
import type { Mutant } from '../../../judge/mutant.ts'

/** Drops the last `bits` bits of every number. */
function truncated(values: Float32Array, bits: number): Float32Array {
  const words = new Uint32Array(values.slice().buffer)
  return new Float32Array(words.map((word) => (word >>> bits) << bits).buffer)
}

export default [
  {
    id: 'half.float16-is-truncated',
    fault: 'float16 is rounded by truncation',
    refutedBy: ['half.published', 'half.ties-to-even', 'half.nearest'],
    parts: { toFloat16: (values) => toFloat16(truncated(values, 13)) },
  },
  {
    id: 'half.bfloat16-is-truncated',
    fault: 'bfloat16 is rounded by truncation',
    refutedBy: ['half.published', 'half.ties-to-even', 'half.nearest'],
    parts: { toBfloat16: (values) => truncated(values, 16) },
  },
  {
    id: 'half.subnormals-are-flushed',
    fault: 'float16 subnormals are flushed to 0',
    refutedBy: ['half.published', 'half.keeps-what-is-representable', 'half.nearest'],
    parts: { toFloat16: (values) => toFloat16(values).map((x) => (Math.abs(x) < 2 ** -14 ? 0 : x)) },
  },
  {
    id: 'half.ties-up',
    fault: 'ties go away from 0 instead of to the even neighbour',
    refutedBy: ['half.ties-to-even'],
    parts: { toBfloat16: (values) => truncated(new Float32Array(new Uint32Array(values.slice().buffer).map((word) => ((word & 0x7fffffff) < 0x7f800000 ? word + 0x8000 : word)).buffer), 16) }, // prettier-ignore
  },
  {
    id: 'half.saturates',
    fault: 'numbers beyond 65504 become 65504 instead of infinite',
    refutedBy: ['half.published', 'half.ties-to-even', 'half.keeps-what-is-representable', 'half.nearest'],
    parts: { toFloat16: (values) => toFloat16(values).map((x) => Math.max(-65504, Math.min(65504, x))) },
  },
  {
    id: 'half.in-place',
    fault: "float16 is rounded in the caller's array",
    refutedBy: ['half.nearest'],
    parts: { toFloat16: (values) => roundFloat16(values) },
  },
  {
    id: 'half.brain-for-half',
    fault: 'bfloat16 where float16 is asked for',
    refutedBy: ['half.published', 'half.keeps-what-is-representable', 'half.ties-to-even', 'half.nearest'],
    parts: { toFloat16: (values) => toBfloat16(values) },
  },
] satisfies Mutant[]

/** The specs are fair: every right variant is accepted by all of them. */
import { describe, expect, test } from 'vitest'
import { judgeVariant } from './judge/kill-matrix.ts'
import { seed } from './judge/seed.ts'
import { allVariants } from './laws/index.ts'
import { allChecks } from './sheet/checks.ts'
import reference from './subjects/reference.ts'

const checks = allChecks()
const variants = await allVariants()

describe('variants', () => {
  test.each(variants.map((variant) => [variant.id, variant.because, variant] as const))(
    '%s is accepted: %s',
    async (_id, _because, variant) => {
      const { refusedBy, acceptedBy } = await judgeVariant(variant, checks, reference, seed)
      expect(refusedBy).toEqual([])
      expect(acceptedBy).toBeGreaterThan(0)
    },
  )
})

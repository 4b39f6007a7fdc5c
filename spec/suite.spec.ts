/** Every law of the catalogue holds of the reference: the list of tests is the list of truths. */
import { describe, expect, test } from 'vitest'
import { catalogue } from './laws/index.ts'
import { observe } from './judge/observe.ts'
import { seed } from './judge/seed.ts'
import reference from './subjects/reference.ts'

// A room may hold only mutants: its specs stand with a question
for (const [room, specs] of Object.entries(catalogue).filter(([, { length }]) => length > 0)) {
  describe(room, () => {
    test.each(specs.map((spec) => [spec.id, spec.says, spec] as const))('%s: %s', async (_id, _says, spec) => {
      const evidence = await observe(spec, reference, { seed })
      const replay = `npx --no-install assay check reference --spec ${spec.id} --seed ${seed}${evidence.failure?.path === undefined ? '' : ` --path ${evidence.failure.path}`}`
      expect(evidence.outcome, `${evidence.failure?.message}\nreplay: ${replay}`).toBe('passed')
      expect(evidence.checks).toBeGreaterThan(0)
      expect(evidence.tolerance?.share ?? 0).toBeLessThanOrEqual(1)
    })
  })
}

test('every spec has an id of its own, in the form room.what-is-true', () => {
  const ids = Object.values(catalogue).flatMap((specs) => specs.map(({ id }) => id))
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.filter((id) => !/^[a-z0-9-]+\.[a-z0-9-]+$/.test(id))).toEqual([])
})

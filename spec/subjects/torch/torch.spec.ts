/**
 * Real PyTorch, where a Python has it, is judged by the laws of `optim`, `sampler`, `model` and `parallel`: it breaks those that are listed, as
 * listed, and no other. Which Python: `ASSAY_PYTHON`, else python3. The long laws of ranks are asked when `ASSAY_REQUIRE_TORCH` is set, under
 * which a Python without torch is a failure, too.
 */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { observe } from '../../judge/observe.ts'
import { type Resolution, resolve } from '../resolve.ts'
import { DISAGREES, OWN } from './disagreements.ts'

const python = process.env['ASSAY_PYTHON'] ?? 'python3'
const isRequired = process.env['ASSAY_REQUIRE_TORCH'] === '1'
const program = fileURLToPath(new URL('../../../../spec/subjects/torch/subject.py', import.meta.url))

/** Of the laws of training on ranks, which take seconds each, this one is asked always. */
const TRAINING = 'parallel.training-is-training-in-one-place'

const limits = { budgetMs: 300_000, memoryMib: 8192, trusted: true }

function versionOfTorch(): string | undefined {
  try {
    const print = 'import numpy, torch; print(torch.__version__)'
    return execFileSync(python, ['-c', print], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return undefined
  }
}

const version = versionOfTorch()
let opened: Resolution | undefined

if (version === undefined) {
  test.skipIf(!isRequired)(`PyTorch is not judged: ${python} has no torch and numpy`, () => {
    expect(version, `${python} must have torch`).toBeDefined()
  })
} else {
  opened = await resolve(`'${python}' '${program}'`, { limits, isCommand: true })
  const [judged] = opened.judged
  const asked = (judged?.specs ?? []).filter(
    ({ id, needs }) =>
      !OWN.some(({ specs }) => specs.test(id)) &&
      (isRequired || id === TRAINING || !needs.some((part) => part === 'trainOnRanks')),
  )

  describe(`PyTorch ${version}`, () => {
    afterAll(() => opened?.close())

    test('every part that it offers is one of the contract', () => {
      expect(opened?.unknownParts).toEqual([])
      expect(judged?.brings.length).toBe(15)
    })

    test.each(asked)('$id', { timeout: limits.budgetMs }, async (spec) => {
      if (judged === undefined) throw new Error('no subject')
      opened?.begin(spec)
      const { outcome, failure } = await observe(spec, judged.subject, { seed: 1, anyWording: true })
      const disagreement = DISAGREES.find((each) => each.spec === spec.id)
      if (disagreement === undefined) expect([outcome, failure]).toEqual(['passed', undefined])
      else expect([outcome, failure?.message]).toEqual(['wrong value', expect.stringContaining(disagreement.shown)])
    })

    test('every disagreement is about a law that there is', () => {
      const ids = (judged?.specs ?? []).map(({ id }) => id)
      expect(DISAGREES.filter(({ spec }) => !ids.includes(spec))).toEqual([])
    })
  })
}

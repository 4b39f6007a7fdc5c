/** Faults of what ranks see are noticed over MPI too. Judged when ASSAY_REQUIRE_MPI=1 asks for it. */
import { expect, test } from 'vitest'
import { findMpi, launchMpi } from '../../../../src/index.ts'
import { Mismatch, Witness } from '../../../judge/witness.ts'
import { scriptRunner, seesWhatIsDefined } from '../conformance.ts'
import { everyOperation, manyOpen, type Step } from '../script.ts'
import { type GroupFault, withFault } from './faulty-group.ts'

const isJudged = process.env.ASSAY_REQUIRE_MPI === '1' && findMpi().implementation !== undefined

const FAULTS: readonly (readonly [GroupFault, readonly Step[]])[] = [
  ['opensOne', manyOpen(2, 3)],
  ['startsLate', manyOpen(2, 3)],
  ['scattersShifted', everyOperation([6], 3)],
  ['gathersOwnFirst', everyOperation([6], 3)],
]

test.runIf(isJudged).each(FAULTS)('%s shows as a wrong value', async (fault, script) => {
  const faulty = scriptRunner(withFault((job) => launchMpi(job), fault))
  await expect(seesWhatIsDefined(faulty, new Witness(), 3, script)).rejects.toThrow(Mismatch)
})

test.runIf(!isJudged)('not judged: faults over MPI (judged when ASSAY_REQUIRE_MPI=1)', ({ skip }) => skip())

/** Engines that are chosen wrongly, say the wrong thing, or accept what does not fit. */
import { startEngine } from '../../../../src/engine/engine.ts'
import { engineOperation, engineReport, enginesHere } from '../../../../src/engine/operation.ts'
import type { NumberArray, Operand } from '../../../../src/contract/engine.ts'
import type { Mutant } from '../../../judge/mutant.ts'

export default [
  {
    id: 'engine.replaces-a-forced-engine',
    fault: 'an engine that does not start is silently replaced by another',
    refutedBy: ['engine.choice-and-reason'],
    parts: { engineReport: async (name) => engineReport(name).catch(() => engineReport()) },
  },
  {
    id: 'engine.prefers-the-last',
    fault: 'the last engine is preferred to the first',
    refutedBy: ['engine.choice-and-reason'],
    parts: {
      enginesHere: async () => (await enginesHere()).toReversed(),
      engineReport: async (name) => ({ ...(await engineReport(name ?? 'cpu')), reason: (await engineReport(name)).reason }),
    },
  },
  {
    id: 'engine.without-a-reason',
    fault: 'the reason does not say what did not start',
    refutedBy: ['engine.choice-and-reason'],
    parts: {
      engineReport: async (name) => ({
        ...(await engineReport(name)),
        reason: name === undefined ? 'chosen by itself' : 'forced',
      }),
    },
  },
  {
    id: 'engine.gpu-by-name',
    fault: 'an engine that is not called cpu is said to use a GPU',
    refutedBy: ['engine.choice-and-reason'],
    parts: {
      engineReport: async (name) => {
        const report = await engineReport(name)
        return { ...report, usesGpu: report.name !== 'cpu' }
      },
    },
  },
  {
    id: 'engine.fixes-unchecked',
    fault: 'the fixes are installed without being compared with anything',
    refutedBy: ['engine.fixes-are-checked'],
    parts: {
      engineReport: async (name) => {
        const report = await engineReport(name)
        return { ...report, fixes: report.fixes.map((fix) => ({ ...fix, worstDifference: NaN })) }
      },
    },
  },
  {
    id: 'engine.without-fixes',
    fault: 'the wasm engine runs the kernels of its backend as they are',
    refutedBy: ['engine.fixes-are-checked'],
    parts: { engineReport: async (name) => ({ ...(await engineReport(name)), fixes: [] }) },
  },
  {
    id: 'engine.unchecked-sizes',
    fault: 'operands that do not fit are truncated or padded until they do',
    refutedBy: ['engine.operands-must-fit'],
    parts: {
      async engineOperation(name, operation, operands) {
        try {
          return await engineOperation(name, operation, operands)
        } catch {
          await startEngine(name)
          return [operands.find(isArray) ?? { shape: [0], values: [] }]
        }
      },
    },
  },
] satisfies Mutant[]

const isArray = (operand: Operand): operand is NumberArray => typeof operand === 'object' && 'shape' in operand

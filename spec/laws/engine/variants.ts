/** Other right ways to compute the operations. */
import type { Operations } from '../../../src/contract/engine.ts'
import { startEngine } from '../../../src/engine/engine.ts'
import { operationOn } from '../../../src/engine/operation.ts'
import { exact } from './oracle.ts'
import type { Variant } from '../../judge/mutant.ts'

export default [
  {
    id: 'engine.plain-kernels',
    because: 'composed from the own kernels of TensorFlow.js on every engine, in other orders of summation',
    parts: {
      async engineOperation(name, operation, operands) {
        const engine = await startEngine(name)
        operationOn(engine, operation, operands) // for its refusals
        const { plainOperations } = await import('../../../src/engine/plain.ts')
        return operationOn({ ...engine, ...(plainOperations satisfies Operations) }, operation, operands)
      },
    },
  },
  {
    id: 'engine.in-float64',
    because: 'every result is that of float64, rounded once',
    parts: {
      async engineOperation(name, operation, operands) {
        operationOn(await startEngine(name), operation, operands) // for its refusals
        return exact(operation, operands).map(({ shape, values }) => ({ shape: [...shape], values: Float32Array.from(values) }))
      },
    },
  },
] satisfies Variant[]

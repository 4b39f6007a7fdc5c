/**
 * Kernels for the cpu backend of TensorFlow.js, bit for bit what its own compute. Those find the operands of every value by lists that they make for it;
 * these walk row by row.
 */
import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs-core'
import { tf } from './tensorflow.ts'

/** What a kernel takes of the backend. */
interface Values {
  readonly data: { get(id: object): { readonly values: Float32Array } }
  makeTensorInfo(shape: readonly number[], dtype: 'float32', values: Float32Array): TensorInfo
}

const pairwise = ['Add', 'Sub', 'Multiply', 'RealDiv'] as const
type Pairwise = (typeof pairwise)[number]

/** Float64 arithmetic, rounded once where the result is stored: float32 arithmetic. One function, so that it is compiled into the loop around it. */
function joined(name: Pairwise, x: number, y: number): number {
  if (name === 'Multiply') return x * y
  if (name === 'Add') return x + y
  return name === 'Sub' ? x - y : x / y
}

/** Takes the place of the kernels of the same name, for operands in float32; others stay with them. The backend must be loaded. */
export function useRowKernels(): void {
  for (const name of pairwise) {
    replace(name, ['a', 'b'], (backend, [a, b]) => pairs(name, backend, a as TensorInfo, b as TensorInfo))
  }
  replace('Softmax', ['logits'], (backend, [logits]) => softmax(backend, logits as TensorInfo))
}

function replace(
  kernelName: string,
  names: readonly string[],
  kernel: (backend: Values, operands: readonly TensorInfo[]) => TensorInfo,
): void {
  const before = tf.getKernel(kernelName, 'cpu')
  tf.unregisterKernel(kernelName, 'cpu')
  const kernelFunc: KernelFunc = (given) => {
    const operands = names.map((name) => given.inputs[name] as TensorInfo)
    return operands.every(({ dtype }) => dtype === 'float32')
      ? kernel(given.backend as Values, operands)
      : before.kernelFunc(given)
  }
  tf.registerKernel({ ...before, kernelFunc })
}

function pairs(name: Pairwise, backend: Values, a: TensorInfo, b: TensorInfo): TensorInfo {
  const shape = tf.backend_util.assertAndGetBroadcastShape(a.shape, b.shape)
  const [x, y] = [backend.data.get(a.dataId).values, backend.data.get(b.dataId).values]
  const out = new Float32Array(shape.reduce((product, extent) => product * extent, 1))
  const columns = shape.at(-1) ?? 1
  const [xSteps, ySteps] = [stepsOf(a.shape, shape), stepsOf(b.shape, shape)]
  const [xStep = 0, yStep = 0] = [xSteps.at(-1), ySteps.at(-1)]
  for (let row = 0; row < out.length; row += columns) {
    let [p, q] = [0, 0]
    for (let axis = shape.length - 2, rest = row / columns; axis >= 0; axis -= 1) {
      const at = rest % (shape[axis] as number)
      rest = (rest - at) / (shape[axis] as number)
      p += at * (xSteps[axis] as number)
      q += at * (ySteps[axis] as number)
    }
    for (let i = row; i < row + columns; i += 1) {
      out[i] = joined(name, x[p] as number, y[q] as number)
      p += xStep
      q += yStep
    }
  }
  return backend.makeTensorInfo(shape, 'float32', out)
}

/** How far apart values lie along each axis of the result: 0 where an operand has but one. */
function stepsOf(shape: readonly number[], result: readonly number[]): number[] {
  const steps = result.map(() => 0)
  let step = 1
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    const extent = shape[axis] as number
    if (extent > 1) steps[axis + result.length - shape.length] = step
    step *= extent
  }
  return steps
}

/** e^(x - largest) over its sum, along the last axis; what is stored in between is rounded to float32. */
function softmax(backend: Values, logits: TensorInfo): TensorInfo {
  const x = backend.data.get(logits.dataId).values
  const out = new Float32Array(x.length)
  const columns = logits.shape.at(-1) as number
  for (let row = 0; row < x.length; row += columns) {
    let largest = -Infinity
    for (let i = row; i < row + columns; i += 1) largest = Math.max(largest, x[i] as number)
    let sum = 0
    for (let i = row; i < row + columns; i += 1) {
      out[i] = Math.exp(Math.fround((x[i] as number) - largest))
      sum += out[i] as number
    }
    sum = Math.fround(sum)
    for (let i = row; i < row + columns; i += 1) out[i] = (out[i] as number) / sum
  }
  return backend.makeTensorInfo(logits.shape, 'float32', out)
}

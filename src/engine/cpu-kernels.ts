/**
 * Kernels for the cpu backend of TensorFlow.js, bit for bit what its own compute. Those find the place of every value by lists that they make for it;
 * these walk row by row.
 */
import type { KernelFunc, NamedAttrMap, TensorInfo } from '@tensorflow/tfjs-core'
import { products, type Matrices } from './cpu-product.ts'
import { tf } from './tensorflow.ts'

/** What a kernel takes of the backend. */
interface Values {
  readonly data: { get(id: object): { readonly values: Float32Array } }
  makeTensorInfo(shape: readonly number[], dtype: 'float32', values: Float32Array): TensorInfo
}

const pairwise = ['Add', 'Sub', 'Multiply', 'RealDiv'] as const
type Pairwise = (typeof pairwise)[number]

/** Float64 arithmetic, rounded once where the result is stored: float32 arithmetic. A function for all, so that it is compiled into the loop. */
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
  replace('BatchMatMul', ['a', 'b'], (backend, [a, b], { transposeA, transposeB }) =>
    product(backend, a as TensorInfo, b as TensorInfo, transposeA === true, transposeB === true),
  )
  replace('Transpose', ['x'], (backend, [x], { perm }) => transpose(backend, x as TensorInfo, perm as number[]))
  for (const name of ['Sum', 'Mean'] as const) {
    replace(name, ['x'], (backend, [x], { axis, keepDims }) => {
      const { shape } = x as TensorInfo
      const [own = 0, ...more] = tf.util.parseAxisParam(axis as number[], shape)
      if (shape.length === 0 || more.length > 0) return undefined
      const sums = sumsAlong(backend, x as TensorInfo, own, name === 'Mean')
      return backend.makeTensorInfo(keepDims === true ? shape.with(own, 1) : shape.toSpliced(own, 1), 'float32', sums)
    })
  }
}

/** @param kernel returns nothing where the one before is to do it */
function replace(
  kernelName: string,
  names: readonly string[],
  kernel: (backend: Values, operands: readonly TensorInfo[], attributes: NamedAttrMap) => TensorInfo | undefined,
): void {
  const before = tf.getKernel(kernelName, 'cpu')
  tf.unregisterKernel(kernelName, 'cpu')
  const kernelFunc: KernelFunc = (given) => {
    const operands = names.map((name) => given.inputs[name] as TensorInfo)
    const isOwn = operands.every(({ dtype }) => dtype === 'float32')
    return (isOwn ? kernel(given.backend as Values, operands, given.attrs ?? {}) : undefined) ?? before.kernelFunc(given)
  }
  tf.registerKernel({ ...before, kernelFunc })
}

function pairs(name: Pairwise, backend: Values, a: TensorInfo, b: TensorInfo): TensorInfo {
  const shape = tf.backend_util.assertAndGetBroadcastShape(a.shape, b.shape)
  const [x, y] = [backend.data.get(a.dataId).values, backend.data.get(b.dataId).values]
  const out = new Float32Array(sizeOf(shape))
  const columns = shape.at(-1) ?? 1
  const [xSteps, ySteps] = [stepsOf(a.shape, shape), stepsOf(b.shape, shape)]
  const [xStep = 0, yStep = 0] = [xSteps.at(-1), ySteps.at(-1)]
  for (let row = 0; row < out.length; row += columns) {
    let p = startOf(row / columns, shape, xSteps)
    let q = startOf(row / columns, shape, ySteps)
    for (let i = row; i < row + columns; i += 1) {
      out[i] = joined(name, x[p] as number, y[q] as number)
      p += xStep
      q += yStep
    }
  }
  return backend.makeTensorInfo(shape, 'float32', out)
}

function product(backend: Values, a: TensorInfo, b: TensorInfo, flipA: boolean, flipB: boolean): TensorInfo | undefined {
  const before = a.shape.slice(0, -2)
  const [m = 0, aInner = 0] = flipA ? a.shape.slice(-2).toReversed() : a.shape.slice(-2)
  const [bInner = 0, n = 0] = flipB ? b.shape.slice(-2).toReversed() : b.shape.slice(-2)
  if (aInner !== bInner || before.join() !== b.shape.slice(0, -2).join()) return undefined
  const matrices = ({ dataId }: TensorInfo, rows: number, columns: number, isFlipped: boolean): Matrices => ({
    values: backend.data.get(dataId).values,
    next: rows * columns,
    ...(isFlipped ? { row: 1, column: rows } : { row: columns, column: 1 }),
  })
  const values = products(sizeOf(before), m, aInner, n, matrices(a, m, aInner, flipA), matrices(b, bInner, n, flipB))
  return backend.makeTensorInfo([...before, m, n], 'float32', values)
}

function transpose(backend: Values, from: TensorInfo, permutation: readonly number[]): TensorInfo {
  const x = backend.data.get(from.dataId).values
  const own = stepsOf(from.shape, from.shape)
  const [shape, steps] = [from.shape, own].map((list) => permutation.map((axis) => list[axis] as number)) as [number[], number[]]
  const out = new Float32Array(x.length)
  const columns = shape.at(-1) ?? 1
  const step = steps.at(-1) ?? 0
  for (let row = 0; row < out.length; row += columns) {
    let p = startOf(row / columns, shape, steps)
    for (let i = row; i < row + columns; i += 1) {
      out[i] = x[p] as number
      p += step
    }
  }
  return backend.makeTensorInfo(shape, 'float32', out)
}

/** Sums along an axis, or means: there every value is divided first, and rounded. */
function sumsAlong(backend: Values, { dataId, shape }: TensorInfo, axis: number, isMean: boolean): Float32Array {
  const x = backend.data.get(dataId).values
  const extent = shape[axis] as number
  const step = sizeOf(shape.slice(axis + 1))
  const share = isMean ? extent : 1
  const sums = new Float32Array(sizeOf(shape.slice(0, axis)) * step)
  for (let i = 0; i < sums.length; i += 1) {
    const inner = i % step
    const start = (i - inner) * extent + inner
    let sum = 0
    for (let k = 0; k < extent; k += 1) sum += Math.fround((x[start + k * step] as number) / share)
    sums[i] = sum
  }
  return sums
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, extent) => size * extent, 1)
}

/** Where the values of an operand for a row of the result begin. */
function startOf(row: number, shape: readonly number[], steps: readonly number[]): number {
  let start = 0
  let rest = row
  for (let axis = shape.length - 2; axis >= 0; axis -= 1) {
    const at = rest % (shape[axis] as number)
    rest = (rest - at) / (shape[axis] as number)
    start += at * (steps[axis] as number)
  }
  return start
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

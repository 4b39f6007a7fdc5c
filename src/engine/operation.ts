/** Single operations of an engine on plain arrays: what a spec compares between engines and with an oracle. */
import type { Engine, EngineName, EngineReport, NumberArray, Operand, Operations, Tensor } from '../contract/engine.ts'
import { engineNames, startEngine } from './engine.ts'

/** The engines that start here, the preferred first. */
export async function enginesHere(): Promise<EngineReport[]> {
  const reports = await Promise.all(engineNames.map((name) => engineReport(name).catch(() => undefined)))
  return reports.filter((report) => report !== undefined)
}

/** What the named engine, or the first that starts, says of itself. */
export async function engineReport(engine?: EngineName): Promise<EngineReport> {
  const { name, reason, usesGpu, fixes } = await startEngine(engine)
  return { name, reason, usesGpu, fixes }
}

/** One operation on the named engine. */
export async function engineOperation(
  name: EngineName,
  operation: keyof Operations,
  operands: readonly Operand[],
): Promise<NumberArray[]> {
  return operationOn(await startEngine(name), operation, operands)
}

/** One operation on an engine that runs. */
export function operationOn(engine: Engine, operation: keyof Operations, operands: readonly Operand[]): NumberArray[] {
  return leavingNothing(engine, () => {
    const run = engine[operation] as (...given: unknown[]) => unknown
    return resultsOf(engine, run(...operands.map((operand) => given(engine, operand))))
  })
}

/** x W for one tensor whose values change in between. */
export async function productsOfRewrittenWeight(
  name: EngineName,
  x: NumberArray,
  weights: readonly NumberArray[],
): Promise<NumberArray[]> {
  return rewrittenProductsOn(await startEngine(name), x, weights)
}

/** The same on an engine that runs. */
export function rewrittenProductsOn(engine: Engine, x: NumberArray, weights: readonly NumberArray[]): NumberArray[] {
  return leavingNothing(engine, () => {
    const left = upload(engine, x)
    let weight: Tensor | undefined
    return weights.map((array) => {
      weight = weight === undefined ? upload(engine, array) : engine.rewrite(weight, (to) => to.set(array.values))
      return download(engine, engine.product(left, weight))
    })
  })
}

function leavingNothing<T>(engine: Engine, body: () => T): T {
  const before = engine.liveTensors()
  const result = engine.scope(body)
  const left = engine.liveTensors() - before
  if (left !== 0) throw new Error(`engine: expected no tensor left over, got ${left}`)
  return result
}

const upload = (engine: Engine, { shape, values }: NumberArray): Tensor => engine.tensor(new Float32Array(values), shape)

const download = (engine: Engine, tensor: Tensor): NumberArray => ({ shape: [...tensor.shape], values: engine.read(tensor) })

function given(engine: Engine, operand: Operand): unknown {
  if (typeof operand !== 'object' || operand instanceof Int32Array) return operand
  return 'shape' in operand ? upload(engine, operand) : operand.map((array) => upload(engine, array))
}

/** A tensor, a list of tensors, or a record of tensors and arrays: in the order that they come in. */
function resultsOf(engine: Engine, result: unknown): NumberArray[] {
  if (result instanceof Float32Array) return [{ shape: [result.length], values: result }]
  if (typeof result !== 'object' || result === null) throw new Error(`engine: expected tensors, got ${typeof result}`)
  if ('dispose' in result) return [download(engine, result as Tensor)]
  return Object.values(result).flatMap((part) => resultsOf(engine, part))
}

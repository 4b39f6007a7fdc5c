/** The module that runs beside the wasm backend of TensorFlow.js, on the same memory: WebAssembly text, written by these files. */
import { geluFunctions } from './wat-gelu.ts'
import { layerNormFunctions } from './wat-layer-norm.ts'
import { moveFunctions } from './wat-moves.ts'
import { productFunctions } from './wat-product.ts'
import { softmaxFunctions } from './wat-softmax.ts'

/** The functions that the module offers; their arguments are addresses in bytes, save sizes and factors. */
export const exportedFunctions = [
  'products',
  'add',
  'multiply',
  'sumRows',
  'splitHeads',
  'joinHeads',
  'layerNorm',
  'layerNormBackward',
  'gelu',
  'geluBackward',
  'causalSoftmax',
  'causalSoftmaxBackward',
  'crossEntropy',
] as const

/** The whole module, with fused multiply-add (relaxed SIMD) or without. */
export function moduleText(form: 'fused' | 'plain'): string {
  return `(module
    (import "host" "memory" (memory 1))
    (import "host" "log" (func $log (param f64) (result f64)))
    ${[productFunctions(form), moveFunctions(), layerNormFunctions(), geluFunctions(), softmaxFunctions()].join('\n')}
    ${exportedFunctions.map((name) => `(export "${name}" (func $${name}))`).join('\n')})`
}

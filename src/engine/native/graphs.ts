/**
 * Operations as TensorFlow graphs. In a graph TensorFlow writes results over operands that nobody needs any more and fuses a product with
 * its bias, where operations called one by one take new memory each: half the time of a chain on some megabytes.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RawTensor, tf } from '../tensorflow.ts'
import { compilesAtOnce } from './environment.ts'
import { type Attribute, type GraphNode, type Port, savedModel } from './graph-bytes.ts'

/** Not compiled with the rest: XLA sums columns, and moves single elements, several times slower than TensorFlow's own kernels. */
const apart: Readonly<Record<string, Attribute>> = { _XlaCompile: { bool: false } }

/** Writes one graph down: every method adds a node and names its result. */
export class Graph {
  readonly nodes: GraphNode[] = []
  readonly #name: string

  constructor(name: string) {
    this.#name = name
  }

  input(type: 'float32' | 'int32' = 'float32'): Port {
    return this.#add('Placeholder', [], { dtype: { type } })
  }

  scalar(value: number): Port {
    return this.#add('Const', [], { dtype: { type: 'float32' }, value: { scalar: value } })
  }

  /** An operation whose only attribute, besides those given, is that its operands are float32. */
  apply(op: string, inputs: readonly Port[], attributes: Readonly<Record<string, Attribute>> = {}): Port {
    return this.#add(op, inputs, { T: { type: 'float32' }, ...attributes })
  }

  /** The elements of x (M, N) at `places` (M, 2). */
  elements(x: Port, places: Port): Port {
    return this.#add('GatherNd', [x, places], { Tparams: { type: 'float32' }, Tindices: { type: 'int32' }, ...apart })
  }

  /** x (M, N) with `addends` (M) added at `places` (M, 2). */
  withAdded(x: Port, places: Port, addends: Port): Port {
    return this.apply('TensorScatterAdd', [x, places, addends], { Tindices: { type: 'int32' }, ...apart })
  }

  /** The sum over the rows. */
  sumRows(x: Port): Port {
    return this.apply('BiasAddGrad', [x], apart)
  }

  /** The sum, mean or maximum over an axis, which is kept. */
  over(axis: number, op: 'Sum' | 'Mean' | 'Max', x: Port): Port {
    const axes = this.#add('Const', [], { dtype: { type: 'int32' }, value: { int32s: [axis] } })
    return this.apply(op, [x, axes], { Tidx: { type: 'int32' }, keep_dims: { bool: true } })
  }

  #add(op: string, inputs: readonly Port[], attributes: Readonly<Record<string, Attribute>>): Port {
    const name = `${this.#name}/${this.nodes.length}`
    this.nodes.push({ name, op, inputs, attributes })
    return name
  }
}

/** Describes a graph: its results, from its operands, and whether XLA is to make one loop of it where operands are large. */
export type Describe = (graph: Graph) => {
  readonly inputs: readonly Port[]
  readonly outputs: readonly Port[]
  readonly compiled?: true
}

/** Values of the first operand from which a compiled graph runs: a fifth of a second of compiling for each shape must be worth it. */
const compiledFrom = 2 ** 18

/** Runs one of the graphs. */
export type RunGraph = (...inputs: readonly RawTensor[]) => RawTensor[]

interface GraphBackend {
  readonly binding: { loadSavedModel(folder: string, tags: string): number }
  runSavedModel(
    id: number,
    inputs: readonly RawTensor[],
    names: readonly { readonly name: string }[],
    outputs: readonly string[],
  ): RawTensor[]
}

const TAG = 'serve'

/** Loads graphs into the native backend, which must be the active one. */
export function loadGraphs<Name extends string>(descriptions: Readonly<Record<Name, Describe>>): Record<Name, RunGraph> {
  const backend = tf.backend() as unknown as GraphBackend
  const graphs = Object.entries<Describe>(descriptions).map(([name, describe]) => {
    const plain = drawn(name, describe, {})
    const compiled =
      plain.compiled && compilesAtOnce() ? drawn(`${name}Compiled`, describe, { _XlaCompile: { bool: true } }) : plain
    return { name, plain, compiled }
  })
  const nodes = graphs.flatMap(({ plain, compiled }) => [...plain.nodes, ...(compiled === plain ? [] : compiled.nodes)])
  const id = load(backend, nodes)
  const runOf = ({ inputs, outputs }: Drawn): RunGraph => {
    const [names, results] = [inputs.map((port) => ({ name: `${port}:0` })), outputs.map((port) => `${port}:0`)]
    return (...tensors) => backend.runSavedModel(id, tensors, names, results)
  }
  const runs = graphs.map(({ name, plain, compiled }): [string, RunGraph] => {
    const [small, large] = [runOf(plain), runOf(compiled)]
    // By size alone, so that a result never depends on what ran before.
    return [name, (...tensors) => ((tensors[0]?.size ?? 0) < compiledFrom ? small : large)(...tensors)]
  })
  return Object.fromEntries(runs) as Record<Name, RunGraph>
}

type Drawn = ReturnType<typeof drawn>

function drawn(name: string, describe: Describe, attributes: Readonly<Record<string, Attribute>>) {
  const graph = new Graph(name)
  const { inputs, outputs, compiled } = describe(graph)
  const nodes = graph.nodes.map((node) => ({ ...node, attributes: { ...attributes, ...node.attributes } }))
  return { inputs, outputs, compiled, nodes }
}

function load({ binding }: GraphBackend, nodes: readonly GraphNode[]): number {
  const folder = mkdtempSync(join(tmpdir(), 'assay-graphs-'))
  try {
    writeFileSync(join(folder, 'saved_model.pb'), savedModel(TAG, nodes))
    return binding.loadSavedModel(folder, TAG)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

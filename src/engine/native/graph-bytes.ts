/** TensorFlow graphs as the bytes of a SavedModel file: the few messages of its protocol buffers that a graph without variables needs. */

/** A node's input: the name of the node, with `:i` for another output than its first. */
export type Port = string

/** What an attribute may be. */
export type Attribute =
  { readonly type: DataType } | { readonly bool: boolean } | { readonly scalar: number } | { readonly int32s: readonly number[] }

/** Numbers of the types in TensorFlow. */
export type DataType = keyof typeof DATA_TYPES
const DATA_TYPES = { float32: 1, int32: 3 } as const

/** A node of a graph. */
export interface GraphNode {
  readonly name: string
  readonly op: string
  readonly inputs: readonly Port[]
  readonly attributes: Readonly<Record<string, Attribute>>
}

/** The file `saved_model.pb` of a graph, under the tag that it is loaded by. */
export function savedModel(tag: string, nodes: readonly GraphNode[]): Uint8Array {
  const versions = field(4, number(1, PRODUCER))
  const graph = Buffer.concat([...nodes.map((node) => field(1, nodeBytes(node))), versions])
  const metaGraph = Buffer.concat([field(1, text(4, tag)), field(2, graph)])
  return Buffer.concat([number(1, 1), field(2, metaGraph)])
}

/** Version of the graph format, that of TensorFlow 2.10: operations mean what they meant there. */
const PRODUCER = 1087

function nodeBytes({ name, op, inputs, attributes }: GraphNode): Buffer {
  const pairs = Object.entries(attributes).map(([key, value]) =>
    field(5, Buffer.concat([text(1, key), field(2, attributeBytes(value))])),
  )
  return Buffer.concat([text(1, name), text(2, op), ...inputs.map((input) => text(3, input)), ...pairs])
}

function attributeBytes(attribute: Attribute): Buffer {
  if ('type' in attribute) return number(6, DATA_TYPES[attribute.type])
  if ('bool' in attribute) return number(5, attribute.bool ? 1 : 0)
  if ('scalar' in attribute) return field(8, tensorBytes('float32', [], Buffer.from(Float32Array.of(attribute.scalar).buffer)))
  return field(8, tensorBytes('int32', [attribute.int32s.length], Buffer.from(Int32Array.from(attribute.int32s).buffer)))
}

function tensorBytes(type: DataType, shape: readonly number[], content: Buffer): Buffer {
  const dimensions = Buffer.concat(shape.map((extent) => field(2, number(1, extent))))
  return Buffer.concat([number(1, DATA_TYPES[type]), field(2, dimensions), field(4, content)])
}

/** A field of some bytes, with their length before them. */
function field(id: number, bytes: Uint8Array): Buffer {
  return Buffer.concat([varint(id * 8 + 2), varint(bytes.length), bytes])
}

function text(id: number, value: string): Buffer {
  return field(id, Buffer.from(value))
}

function number(id: number, value: number): Buffer {
  return Buffer.concat([varint(id * 8), varint(value)])
}

/** Seven bits a byte, the lowest first; the highest bit says that more follow. */
function varint(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  while (rest >= 128) {
    bytes.push((rest % 128) + 128)
    rest = Math.floor(rest / 128)
  }
  return Buffer.from([...bytes, rest])
}

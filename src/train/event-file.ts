/**
 * Scalars in the file format that TensorBoard reads: records of a length, its masked CRC-32C, a protocol buffer `tensorflow.Event`, and its masked
 * CRC-32C. Only the fields that scalars need are written.
 */
import { crc32c } from './crc32c.ts'

/** Field numbers and wire types of tensorflow.Event, Summary and Summary.Value: (field << 3) | type. */
const WALL_TIME = 0x09
const STEP = 0x10
const FILE_VERSION = 0x1a
const SUMMARY = 0x2a
const VALUE = 0x0a
const TAG = 0x0a
const SIMPLE_VALUE = 0x15

/** The first record of a file. @param seconds since 1970 */
export function eventFileStart(seconds: number): Uint8Array {
  return record(Buffer.concat([double(WALL_TIME, seconds), bytes(FILE_VERSION, Buffer.from('brain.Event:2'))]))
}

/**
 * The record of one step.
 * @param seconds since 1970
 * @param scalars by tag; kept in float32
 */
export function scalarsRecord(seconds: number, step: number, scalars: Readonly<Record<string, number>>): Uint8Array {
  const values = Object.entries(scalars).map(([tag, value]) =>
    bytes(VALUE, Buffer.concat([bytes(TAG, Buffer.from(tag)), float(SIMPLE_VALUE, value)])),
  )
  return record(
    Buffer.concat([double(WALL_TIME, seconds), Buffer.from([STEP]), varint(step), bytes(SUMMARY, Buffer.concat(values))]),
  )
}

/** The name of an event file. @param seconds since 1970 */
export function eventFileName(seconds: number): string {
  return `events.out.tfevents.${Math.floor(seconds)}.assay.${process.pid}`
}

function record(data: Uint8Array): Uint8Array {
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(data.length))
  return Buffer.concat([length, masked(length), data, masked(data)])
}

/** Masked so that a checksum of bytes that hold checksums is still one. */
function masked(data: Uint8Array): Buffer {
  const crc = crc32c(data)
  const buffer = Buffer.alloc(4)
  buffer.writeUInt32LE((((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0)
  return buffer
}

function bytes(key: number, content: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([key]), varint(content.length), content])
}

function double(key: number, value: number): Buffer {
  const buffer = Buffer.alloc(9, key)
  buffer.writeDoubleLE(value, 1)
  return buffer
}

function float(key: number, value: number): Buffer {
  const buffer = Buffer.alloc(5, key)
  buffer.writeFloatLE(value, 1)
  return buffer
}

/** Seven bits a byte, the lowest first. */
function varint(value: number): Buffer {
  const parts: number[] = []
  let rest = value
  do {
    const low = rest % 128
    rest = Math.floor(rest / 128)
    parts.push(rest > 0 ? low + 128 : low)
  } while (rest > 0)
  return Buffer.from(parts)
}

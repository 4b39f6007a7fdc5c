/** Values on the line: they come back as they were, and whatever else comes is a plain value or refused. */
import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { anyCharacter } from '../sheet/any-character.ts'
import { ArrayBytes, type TypedArray } from './array-bytes.ts'
import { decode, type DecodeContext } from './decode.ts'
import { encode, type EncodeContext } from './encode.ts'
import { Kept, StandIns } from './references.ts'
import { errorFromWire, errorToWire } from './wire-error.ts'
import { ProtocolError } from './wire.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-wire-'))
afterAll(() => rmSync(folder, { recursive: true }))

const context: EncodeContext & DecodeContext = {
  arrays: new ArrayBytes(folder, 't'),
  kept: new Kept(),
  standIns: new StandIns(),
  caller: { apply: () => undefined, walk: () => [].values() },
  numberOf: () => undefined,
  arrived: (array) => array,
}

const there = (value: unknown): unknown => JSON.parse(JSON.stringify(encode(value, context)))

test('plain data comes back bit for bit', () => {
  const data = fc.anything({
    withBigInt: true,
    withMap: true,
    withSet: true,
    withTypedArray: true,
    values: [
      fc.double(),
      fc.string({ unit: anyCharacter }),
      fc.boolean(),
      fc.constant(undefined),
      fc.constant(null),
      fc.integer(),
    ],
    key: fc.oneof(fc.string(), fc.constantFrom('$', 'ref', 'toString', 'then')),
  })
  fc.assert(
    fc.property(data, (value) => {
      fc.pre(!fc.stringify(value).includes('__proto__'))
      expect(decode(there(value), context)).toStrictEqual(value)
    }),
  )
})

test('whatever comes, it is a value of our own or a ProtocolError, and no prototype is touched', () => {
  const kinds = fc.constantFrom(
    'undefined',
    'number',
    'bigint',
    'array',
    'function',
    'iterable',
    'object',
    'yours',
    'map',
    'set',
    'record',
    'other',
    'x',
  )
  const { any } = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 4 },
      // no lists or records: these are made below
      fc.jsonValue({ maxDepth: 0 }),
      fc.array(tie('any'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('__proto__', 'a', 'constructor', 'prototype'), tie('any'), { maxKeys: 3 }),
      fc.record(
        {
          $: kinds,
          value: tie('any'),
          values: tie('any'),
          entries: tie('any'),
          ref: fc.oneof(fc.integer(), tie('any')),
          methods: tie('any'),
          data: tie('any'),
          dtype: fc.oneof(fc.constantFrom('f64', 'u8', '__proto__', 'constructor'), tie('any')),
          shape: tie('any'),
          file: fc.oneof(fc.constantFrom('../x', '/etc/hostname', 't1', ''), tie('any')),
          shown: tie('any'),
        },
        { requiredKeys: ['$'] },
      ),
    ),
  }))
  const before = Object.getOwnPropertyNames(Object.prototype)
  // What String() throws at
  const none = { toString: [] }
  const textless = [
    { $: 'other', shown: none },
    { $: 'bigint', value: none },
    { $: 'number', value: none },
    { $: 'yours', ref: none },
    { $: 'object', ref: 1, methods: [none] },
  ]
  fc.assert(
    fc.property(any, (wire) => {
      try {
        decode(JSON.parse(JSON.stringify(wire) ?? 'null'), context)
      } catch (error) {
        expect(error).toBeInstanceOf(ProtocolError)
      }
      expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before)
    }),
    { numRuns: 2000, examples: textless.map((wire): [typeof wire] => [wire]) },
  )
})

test('a key __proto__ is a key', () => {
  const value = decode(JSON.parse('{"__proto__":{"polluted":1},"a":[{"__proto__":2}]}'), context) as { polluted?: unknown }
  expect(Object.keys(value)).toEqual(['__proto__', 'a'])
  expect(value.polluted).toBe(undefined)
})

test('long arrays lie in files that are read once; a link, another size, another place are refused', () => {
  const long = new Float64Array(2 ** 17).fill(0.1)
  const wire = there(long) as { file: string }
  expect(readdirSync(folder)).toEqual([wire.file])
  expect((decode(wire, context) as TypedArray).every((x) => x === 0.1)).toBe(true)
  expect(readdirSync(folder)).toEqual([])
  const array = { $: 'array', dtype: 'u8', shape: [3] }
  writeFileSync(join(folder, 'short'), 'ab')
  symlinkSync('/etc/hostname', join(folder, 'link'))
  for (const file of ['short', 'link', '../wire', '/etc/hostname', 'none'])
    expect(() => decode({ ...array, file }, context), file).toThrow(ProtocolError)
})

test('an error crosses as a type that the language knows and a text; what marks it had stay behind', () => {
  for (const type of [Error, RangeError, TypeError, SyntaxError]) {
    const error = errorFromWire(there(errorToWire(Object.assign(new type('why'), { footprint: 1 }))))
    expect(error).toBeInstanceOf(type)
    expect([error.message, Object.keys(error)]).toEqual(['why', []])
  }
  for (const thrown of [
    Object.create(null),
    undefined,
    Symbol('x'),
    {
      get message() {
        throw new Error('no')
      },
    },
    new Proxy(
      {},
      {
        getPrototypeOf: () => {
          throw new Error('no')
        },
      },
    ),
  ])
    expect(errorFromWire(there(errorToWire(thrown))).message).toMatch(/^threw /)
  expect(errorFromWire(null).message).toBe('undefined: undefined')
  expect(errorToWire(new Error('x'.repeat(5e7))).message.length).toBeLessThan(5000)
})

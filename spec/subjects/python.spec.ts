/** What crosses between the judge and a Python program by the helper that comes with the package. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { Foreign } from './foreign.ts'
import { launchCommand, type Limits } from './launch.ts'

const hasPython = spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 8))']).status === 0

const program = `
import array, assay_subject
class Sum:
    def __init__(self, start): self.total = start
    def add(self, x): self.total += x
    def read(self): return self.total
def fill(x, value):
    for i in range(len(x)): x[i] = value
assay_subject.serve("all sorts",
    echo=lambda x: x,
    specials=lambda: [float("nan"), -0.0, float("inf"), float("-inf"), None, 2**60, (1, 2), {"$": {"$": 1}}],
    total=lambda each: sum(each),
    numbers=lambda: iter(range(10**9)),
    apply=lambda f, *args: f(*args),
    add_to=lambda record, x: record["add"](x) if isinstance(record, dict) else record.add(x),
    half_of=lambda record: record["half"](record["n"]),
    sum=Sum,
    fill=fill,
    sums=lambda: [Sum(i) for i in range(3)],
    negative=lambda: [][1],
    wrong=lambda: int("x"),
    broken=lambda: 1 / 0)
`

describe.skipIf(!hasPython)('a Python program', () => {
  const folder = mkdtempSync(join(tmpdir(), 'assay-python-'))
  writeFileSync(join(folder, 'mine.py'), program)
  const limits: Limits = { budgetMs: 20_000, memoryMib: 256, trusted: true }
  let longArrays = ''
  const foreign = new Foreign((lines) => {
    longArrays = lines
    return launchCommand(`python3 ${join(folder, 'mine.py')}`, lines, limits)
  }, limits)
  foreign.begin('a spec')
  const parts = foreign.parts as unknown as { readonly [name: string]: (...args: unknown[]) => unknown }
  const call = (name: string, ...args: unknown[]): unknown => parts[name]?.(...args)

  afterAll(() => {
    foreign.close()
    rmSync(folder, { recursive: true })
  })

  test('gets and gives back data bit for bit; null is nothing, as undefined is, and a set is a list', () => {
    const values = [
      undefined,
      true,
      0,
      NaN,
      -0,
      Infinity,
      -Infinity,
      0.1,
      2 ** 60,
      'ü\u2028',
      [1, [2]],
      { a: { b: [] } },
      { $: 'set' },
    ]
    for (const value of values) expect(call('echo', value)).toStrictEqual(value)
    expect(call('echo', { a: null })).toStrictEqual({ a: undefined })
    expect(call('echo', new Map([['a', new Set([1])]]))).toStrictEqual({ a: [1] })
    expect(call('specials')).toStrictEqual([NaN, -0, Infinity, -Infinity, undefined, 2 ** 60, [1, 2], { $: { $: 1 } }])
  })

  test.each([Float64Array, Float32Array, Int32Array, Uint32Array, Int16Array, Uint16Array, Int8Array, Uint8Array])(
    'gets and gives back a %o of any length; a long one goes by a file that is gone afterwards',
    (Type) => {
      for (const length of [0, 3, 2 ** 20 / Type.BYTES_PER_ELEMENT + 1]) {
        const array = new Type(length).fill(7)
        const back = call('echo', array) as typeof array
        expect([back.constructor, back.length, back.every((x) => x === 7)]).toEqual([Type, length, true])
      }
      expect(readdirSync(longArrays)).toEqual([])
    },
  )

  test('calls callbacks, also those within a record, and gives them back', () => {
    const add = (a: number, b: number): number => a + b
    expect(call('apply', add, 1, 2)).toBe(3)
    expect(call('apply', (x: number) => call('apply', add, x, 1), 4)).toBe(5)
    expect(call('half_of', { n: 3, half: (x: number) => x / 2 })).toBe(1.5)
    expect(call('echo', add)).toBe(add)
  })

  test('walks iterables of the judge, and is walked as far as the judge likes', () => {
    expect(call('total', new Set([1, 2, 3]).values())).toBe(6)
    let last = 0
    for (const i of call('numbers') as Iterable<number>) if ((last = i) === 100) break
    expect(last).toBe(100)
  })

  test('offers objects with methods, and uses those of the judge', () => {
    const sum = call('sum', 1) as { add(x: number): void; read(): number; readonly total: number }
    sum.add(2)
    expect([sum.read(), sum.total]).toEqual([3, 1])
    call('add_to', sum, 4)
    expect(sum.read()).toBe(7)
    const own = { total: 0, add: (x: number) => void (own.total += x) }
    call('add_to', own, 5)
    expect(own.total).toBe(5)
  })

  test('keeps what it gave, however much of that the judge lets go', () => {
    for (let round = 0; round < 3; round += 1) {
      const sums = call('sums') as { read(): number }[]
      expect(sums.map((each) => each.read())).toEqual([0, 1, 2])
    }
  })

  test('shows what it did to its arguments', () => {
    const into = new Float64Array(3)
    call('fill', into, 2)
    expect(into).toEqual(Float64Array.of(2, 2, 2))
    const list = [1, 2]
    call('fill', list, 9)
    expect(list).toEqual([9, 9])
  })

  test.each([
    ['negative', RangeError, 'list index out of range'],
    ['wrong', RangeError, 'invalid literal'],
    ['broken', Error, 'division by zero'],
  ] as const)('fails in %s as %o', (name, type, message) => {
    expect(() => call(name)).toThrow(type)
    expect(() => call(name)).toThrow(message)
  })
})

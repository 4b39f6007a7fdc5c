/** The line to a subject's process: what crosses, what it costs the subject to break it, and that nothing is left behind. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { Lost } from '../judge/lost.ts'
import { Foreign, LoadError } from './foreign.ts'
import { launchModule, type Limits } from './launch.ts'

const folder = mkdtempSync(join(tmpdir(), 'assay-foreign-'))
const limits: Limits = { budgetMs: 20_000, memoryMib: 256, trusted: false }
const opened: Foreign[] = []

afterAll(() => {
  for (const foreign of opened) foreign.close()
  rmSync(folder, { recursive: true })
})

function open(source: string, own: Partial<Limits> = {}, onOutput?: (text: string) => void): Foreign {
  const path = join(folder, `mine-${readdirSync(folder).length}.mjs`)
  writeFileSync(path, source)
  const all = { ...limits, ...own }
  const foreign = new Foreign((lines) => launchModule(path, lines, all), all, onOutput)
  opened.push(foreign)
  foreign.begin('a spec')
  return foreign
}

type Any = (...args: unknown[]) => never

function partsOf(foreign: Foreign): Record<string, Any & (new (...args: unknown[]) => never)> {
  return foreign.parts as Record<string, Any & (new (...args: unknown[]) => never)>
}

describe('what crosses', () => {
  const source = `
    class Sum { #total; constructor(start) { this.#total = start } add(x) { this.#total += x; return this } get total() { return this.#total } read() { return this.#total } }
    class Beta { constructor(a, b) { this.a = a; this.b = b } }
    export default {
      name: 'all sorts',
      echo: (x) => x,
      kinds: () => [undefined, null, NaN, -0, Infinity, 12n, 'ü\\u2028', new Map([[1, { two: 2 }]]), new Set([3]), { $: 1 }, JSON.parse('{"__proto__":{"polluted":true}}')],
      beta: () => new Beta(1, 2),
      total: (each) => { let sum = 0; for (const x of each) sum += x; return sum },
      twice: (each) => [...each].length + [...each].length,
      apply: (f, ...args) => f(...args),
      sum: (start) => new Sum(start),
      Sum,
      pour: (into, x) => { into.fill(x); return { into } },
      numbers: function* () { for (let i = 0; ; i += 1) yield i },
      later: async (x, tell) => { await new Promise((done) => setTimeout(done, 1)); tell(x); return x + 1 },
      never: async () => { throw new RangeError('later') },
      range: () => { throw new RangeError('ours: 3') },
      own: () => { throw Object.assign(new Error('with a name'), { name: 'OwnError' }) },
      big: (n) => new Float64Array(n).fill(0.5),
    }`
  const foreign = open(source)
  const parts = partsOf(foreign)

  test('the name, and the names of all parts', () => {
    expect(foreign.hello).toMatchObject({ protocol: 'assay-subject/1', name: 'all sorts' })
    expect(foreign.hello.parts).toContain('Sum')
  })

  test('values of every kind, both ways, bit for bit', () => {
    const values = [undefined, null, NaN, -0, Infinity, 0.1, 2 ** 60, 'ü', [1, [2]], { a: { b: [] } }, { $: 'record' }, 12n]
    for (const value of values) expect(parts['echo']?.(value)).toStrictEqual(value)
    for (const array of [
      Float64Array.of(0.1, NaN),
      Float32Array.of(0.5),
      Int32Array.of(-1),
      Uint8Array.of(255),
      Int8Array.of(-1),
    ])
      expect(parts['echo']?.(array)).toStrictEqual(array)
    const [nothing, none, nan, minusZero, , big, text, map, set, dollar, proto] = (parts['kinds'] as unknown as () => unknown[])()
    expect([nothing, none, nan, minusZero, big, text]).toStrictEqual([undefined, null, NaN, -0, 12n, 'ü\u2028'])
    expect([map, set, dollar]).toStrictEqual([new Map([[1, { two: 2 }]]), new Set([3]), { $: 1 }])
    expect(Object.getPrototypeOf(proto)).toBe(Object.prototype)
    expect(Reflect.get({}, 'polluted')).toBe(undefined)
    expect(parts['beta']?.()).toStrictEqual({ a: 1, b: 2 })
  })

  test('arrays of more than a megabyte, as files that are gone afterwards', () => {
    const big = new Float64Array(2 ** 18).map((_, i) => i / 3)
    expect((parts['echo'] as unknown as (x: unknown) => Float64Array)(big).every((x, i) => x === big[i])).toBe(true)
    const halves = (parts['big'] as unknown as (n: number) => Float64Array)(2 ** 18)
    expect([halves.length, halves.every((x) => x === 0.5)]).toEqual([2 ** 18, true])
  })

  test('callbacks, which may call parts again, and throw what they throw', () => {
    const add = (a: number, b: number): number => a + b
    expect(parts['apply']?.(add, 1, 2)).toBe(3)
    expect(parts['apply']?.((x: number) => parts['apply']?.(add, x, 1), 4)).toBe(5)
    const ours = new Lost('stopped', 'by the judge')
    expect(() =>
      parts['apply']?.(() => {
        throw ours
      }),
    ).toThrow(ours)
  })

  test('iterables of either side, walked as often as asked, and as far', () => {
    expect(parts['total']?.(new Set([1, 2, 3]).values())).toBe(6)
    const once = [1, 2, 3].values()
    expect(parts['twice']?.({ [Symbol.iterator]: () => once })).toBe(3)
    let last = 0
    for (const i of (parts['numbers'] as unknown as () => Iterable<number>)()) if ((last = i) === 100) break
    expect(last).toBe(100)
  })

  test('objects with methods, and classes', () => {
    const sum = (parts['sum'] as unknown as (start: number) => { add(x: number): unknown; read(): number; total: number })(1)
    sum.add(2)
    expect([sum.read(), sum.total]).toEqual([3, 1])
    const Sum = parts['Sum'] as unknown as new (start: number) => { read(): number }
    expect(new Sum(7).read()).toBe(7)
    expect((parts['echo'] as unknown as (x: object) => { read(): number })(sum).read()).toBe(3)
  })

  test('an array that is filled over there is filled here, and is the same one', () => {
    const into = new Float64Array(3)
    const { into: back } = (parts['pour'] as unknown as (into: Float64Array, x: number) => { into: Float64Array })(into, 2)
    expect(back).toBe(into)
    expect(into).toEqual(Float64Array.of(2, 2, 2))
    const list = [1, 2]
    parts['pour']?.(list, 9)
    expect(list).toEqual([9, 9])
  })

  test('promises, with callbacks on the way', async () => {
    const told: number[] = []
    const promise: unknown = parts['later']?.(1, (x: number) => told.push(x))
    expect(promise).toBeInstanceOf(Promise)
    expect(await promise).toBe(2)
    expect(told).toEqual([1])
    await expect(parts['never']?.()).rejects.toThrow(RangeError)
  })

  test('errors keep their type and their text', () => {
    expect(() => parts['range']?.()).toThrow(new RangeError('ours: 3'))
    expect(() => parts['own']?.()).toThrow('OwnError: with a name')
  })
})

/** What ends a process, and what is said of it. */
const fatal = [
  ['process.exit(0)', '() => process.exit(0)', 'threw', 'exit code 0'],
  ['a signal to its parent', `() => { process.kill(process.ppid, 'SIGTERM'); for (;;); }`, 'threw', 'sent SIGTERM'],
  ['a signal to its group', `() => { process.kill(0, 'SIGKILL') }`, 'threw', 'SIGKILL'],
  ['a promise that nobody settles', '() => new Promise(() => {})', 'threw', 'never settled'],
  [
    'a rejection that nobody handles',
    `() => { Promise.reject(new Error('lost')); return new Promise((done) => setTimeout(done, 50)) }`,
    'threw',
    'exit code 1',
  ],
  ['writing a file', `() => writeFileSync('stray', '')`, 'stopped', '--trusted'],
] as const

test('a part that ends its process is told as it was, and the next spec has a new process', () => {
  const parts = fatal.map(([, source], i) => `f${i}: ${source}`)
  const foreign = open(`import { writeFileSync } from 'node:fs'; export default { ${parts.join(',\n')}, right: () => 1 }`)
  for (const [i, [what, , outcome, mention]] of fatal.entries()) {
    foreign.begin('a spec')
    const lost = thrownBy(() => partsOf(foreign)[`f${i}`]?.())
    expect(lost, what).toBeInstanceOf(Lost)
    expect(lost, what).toMatchObject({ outcome, message: expect.stringContaining(mention) as unknown })
    foreign.begin('the next')
    expect(partsOf(foreign)['right']?.(), what).toBe(1)
  }
})

test('a subject that cannot be started again decides nothing more, and is told why', () => {
  const once = join(folder, 'started-once')
  const foreign = open(
    `import { existsSync, writeFileSync } from 'node:fs'
    if (existsSync('${once}')) throw new Error('only once')
    writeFileSync('${once}', '')
    export default { ends: () => process.exit(3) }`,
    { trusted: true },
  )
  expect(thrownBy(() => partsOf(foreign)['ends']?.())).toMatchObject({ outcome: 'threw' })
  for (const spec of ['the next', 'the one after it']) {
    foreign.begin(spec)
    const lost = thrownBy(() => partsOf(foreign)['ends']?.())
    expect(lost).toMatchObject({
      name: 'Lost',
      outcome: 'stopped',
      message: expect.stringMatching(/started again.*only once/) as unknown,
    })
  }
})

test('a part that always spends its budget is asked three times', () => {
  const foreign = open(`export default { loops: () => { for (;;); }, right: () => 1 }`, { budgetMs: 200 })
  const stillRuns = 'a spec was still running after 200 ms'
  for (const mention of [stillRuns, stillRuns, stillRuns, 'it is not asked again']) {
    foreign.begin('a spec')
    const lost = thrownBy(() => partsOf(foreign)['loops']?.())
    expect(lost).toBeInstanceOf(Lost)
    expect(lost).toMatchObject({ outcome: 'out of time', message: expect.stringContaining(mention) as unknown })
  }
  foreign.begin('the next')
  expect(partsOf(foreign)['right']?.()).toBe(1)
})

test('an answer is at most 32 MiB long', () => {
  const foreign = open(`export default { text: () => 'x'.repeat(2 ** 25 + 2 ** 17) }`, { memoryMib: 512 })
  expect(() => partsOf(foreign)['text']?.()).toThrow('more than 32 MiB')
})

test('memory is that of the process, not of its heap alone', () => {
  const foreign = open(
    `export default {
      arrays: () => [1, 2, 3, 4].map(() => new Float64Array(6.4e7)).length, // 2 GB
      heap: () => { const all = []; for (;;) all.push(new Array(1e5).fill(1)) },
    }`,
    { memoryMib: 64 },
  )
  expect(() => partsOf(foreign)['arrays']?.()).toThrow('Array buffer allocation failed')
  expect(() => partsOf(foreign)['heap']?.()).toThrow('out of memory (limit 64 MiB)')
})

function thrownBy(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  return undefined
}

const unloadable = [
  ['loops', 'for (;;);', 'still running'],
  ['exits', 'process.exit(0)', 'exit code 0'],
  ['waits for ever', 'await new Promise(() => {})', 'top-level await of the module never ends'],
  ['exports no object', 'export default 3', 'must be an object of parts, got number'],
  ['exports parts by name', 'export const mle = () => 1', 'no default export (it exports mle)'],
  ['is not JavaScript', 'this is not', 'SyntaxError'],
  ['writes files', `import { writeFileSync } from 'node:fs'; writeFileSync('stray', '')`, '--trusted'],
] as const

test.each(unloadable)('a module that %s cannot be loaded, and is told why', (what, source, mention) => {
  const error = thrownBy(() => open(source, what === 'loops' ? { budgetMs: 50 } : {}))
  expect(error).toBeInstanceOf(LoadError)
  expect(error).toMatchObject({ message: expect.stringContaining(mention) as unknown })
})

test.each([
  ['frozen', 'export default Object.freeze({ mle: () => 1 })'],
  ['promised', 'export default Promise.resolve({ mle: () => 1 })'],
  ['inherited', 'class Mine { mle() { return this.one } one = 1 } export default new Mine()'],
])('a default export may be %s', (_how, source) => {
  expect(partsOf(open(source))['mle']?.()).toBe(1)
})

test('what a module prints is passed on, and is no answer', () => {
  let output = ''
  const foreign = open(
    `export default { mle: () => { console.log('{"id":2,"ok":true,"value":9}'); return 1 } }`,
    {},
    (text) => (output += text),
  )
  expect(partsOf(foreign)['mle']?.()).toBe(1)
  foreign.begin('more')
  expect(partsOf(foreign)['mle']?.()).toBe(1)
  expect(output).toContain('"value":9')
})

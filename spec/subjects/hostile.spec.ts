/** Modules that cheat or break: none gets a `holds` that it did not earn, each costs the specs concerned, and each is told why. */
import { describe, expect, test } from 'vitest'
import { checkedModule, checkedProgram } from '../cli/checked.ts'

/** A part each, what it does, and what every spec about it must come to. */
const careless = {
  mle: ['numbers as text', '(k, n) => String(k / n)', 'refuted', /expected the number 0\.5, got "0\.5"|expected a number, got "/],
  mleIn: ['a promise for a value', 'async (_p, k, n) => k / n', 'refuted', /got a promise/],
  posterior: [
    'a getter that changes',
    '(k, n) => { let reads = 0; return { get a() { return k + (reads++ === 0 ? 1 : 2) }, b: n - k + 1 } }',
    'refuted',
    /expected/,
  ],
  posteriorMean: [
    'throwing what has no text',
    '() => { throw Object.create(null) }',
    'refuted',
    /threw \[object Object\], which is no Error/,
  ],
  posteriorMedian: [
    "an error with fast-check's own marks",
    `() => { const error = new Error('skip'); error.footprint = Symbol.for('fast-check/PreconditionFailure'); throw error }`,
    'refuted',
    /Error: skip/,
  ],
  map: [
    'data in a loop',
    '() => { const loop = {}; loop.loop = loop; return loop }',
    'refuted',
    /nested more than 200 deep, or in a loop/,
  ],
  adjustPValues: [
    'an argument cleared',
    '(_c, ps) => ps.fill(1)',
    'refuted',
    /argument 2 of adjustPValues, after the call: expected unchanged/,
  ],
  nPerArm: ['no function', '5', 'refuted', /not a function/],
  normalCdf: ['throwing nothing', '() => { throw undefined }', 'refuted', /threw undefined, which is no Error/],
  betaCdf: ['a message of 50 MB', `() => { throw new Error('x'.repeat(5e7)) }`, 'refuted', /Error: x+…/],
  pooledZ: ['objects around numbers', '() => new Number(1)', 'refuted', /object Number/],
  whereBayesWins: ['a date', '() => new Date(0)', 'refuted', /object Date|expected .*, got undefined/],
} as const

describe('a module whose parts are careless', async () => {
  const parts = Object.entries(careless).map(([part, [, source]]) => `${part}: ${source}`)
  const { verdicts } = await checkedModule(
    `export default { ${parts.join(',\n')}, get wilsonInterval() { throw new Error('boo') }, posteriorDensity: (p, k, n) => k }`,
  )
  const about = (part: string) => verdicts.filter(({ needs }) => needs.includes(part))

  test.each(Object.entries(careless).map(([part, [what, , word, mention]]) => [part, what, word, mention] as const))(
    '%s: %s',
    (part, _what, word, mention) => {
      expect(about(part).length).toBeGreaterThan(0)
      for (const { spec, verdict } of about(part)) expect(verdict.word, spec).toBe(word)
      expect(about(part).some(({ verdict }) => mention.test(verdict.reason))).toBe(true)
      expect(Math.max(...about(part).map(({ verdict }) => verdict.reason.length))).toBeLessThan(5000)
    },
  )

  test('a getter that throws costs the specs of its part', () => {
    expect(about('wilsonInterval').map(({ verdict }) => verdict.word)).not.toContain('holds')
    expect(about('wilsonInterval').some(({ verdict }) => verdict.reason.includes('boo'))).toBe(true)
  })
})

/** How a module forges, and what it offers with that: a wrong value. */
const forgers = {
  'built-ins that are changed': `Math.abs = () => 0; Math.max = () => 0; Array.prototype.every = () => true; Object.is = () => true; Number.isNaN = () => false`,
  "the judge's own witness": `import { Witness, Mismatch } from '${judge('witness')}'; for (const name of ['close', 'equal', 'require', 'throws']) Witness.prototype[name] = () => {}; Mismatch.prototype = null`,
  "the judge's own observer": `import fc from '${import.meta.resolve('fast-check')}'; fc.check = () => ({ failed: false }); fc.pre(true)`,
  'getters and setters on Object.prototype': `for (const name of ['failed', 'error', 'ok', 'counterexample', '$', 'changed']) Object.defineProperty(Object.prototype, name, { get: () => undefined, set() {}, configurable: true })`,
  'a message that it hooks': `process.send = () => true; process.on('message', () => {}); process.emit('message', { kind: 'observed', evidence: { outcome: 'passed' } })`,
  'answers that it forges': `import { writeSync } from 'node:fs'; for (let id = 1; id < 9; id += 1) writeSync(4, JSON.stringify({ id, ok: true, value: { protocol: 'assay-subject/1', name: 'right', parts: ['mle'] } }) + '\\n')`,
  'verdicts that it prints': `process.stdout.write('{"verdict":{"word":"holds"}}\\n')`,
  'a prototype that it sends': `JSON.parse = () => ({ id: 1, ok: true })`,
}

function judge(name: string): string {
  return new URL(`../judge/${name}.js`, import.meta.url).href
}

test.each(Object.entries(forgers))('a wrong value is never right by %s', async (_how, source) => {
  const wrong = `export default { mle: (k, n) => (n === 0 ? undefined : 0.5) }`
  const ran = checkedModule(`${source}\n${wrong}`, { spec: 'mle.is-unbiased', budget: 2 })
  const { verdicts, exitCode } = await ran.catch((error: unknown) => {
    // Not loaded at all is an answer too.
    expect(String(error)).toContain('could not be loaded')
    return { verdicts: [], exitCode: 2 }
  })
  for (const { verdict } of verdicts) expect(verdict.word).toBe('refuted')
  expect(exitCode).not.toBe(0)
  expect(Object.keys(Object.prototype)).toEqual([])
})

/** Asks the judge on the line itself, in the middle of a call, for what it never offered: a way to run code there. */
const reaching = `
  import { readSync, writeSync } from 'node:fs'
  function ask(message) {
    writeSync(4, JSON.stringify({ id: 900, ...message }) + '\\n')
    const bytes = Buffer.alloc(65536)
    let line = ''
    while (!line.includes('\\n')) line += bytes.toString('latin1', 0, readSync(3, bytes))
    return JSON.parse(line)
  }
  const code = 'globalThis.reached = true'
  let got = []
  export default {
    recoverCost(count) {
      for (let ref = 1; ref < 200 && got.length < 6; ref += 1) {
        const called = ask({ op: 'apply', ref, args: [{ m: 2, n: 3, k: 1 }] })
        if (!called.ok) continue // no function, or released
        for (const method of ['constructor', 'call', 'bind', 'apply', 'toString', '__proto__']) got.push([method, ask({ op: 'apply', ref, method, args: [code] })])
        got.push(['walk', ask({ op: 'walk', ref })])
        for (const [, { ok, value }] of got) if (ok && value?.ref) ask({ op: 'apply', ref: value.ref, args: [] })
      }
      console.log(JSON.stringify(got.map(([how, { ok }]) => how + ' ' + ok)))
      return count({ m: 1, n: 1, k: 1 })
    },
  }`

test('a callback of the judge can be called, and nothing else can be done with it', async () => {
  const { verdicts, err } = await checkedModule(reaching, { spec: 'recover-cost.planted-law' })
  const refused = ['constructor', 'call', 'bind', 'apply', 'toString', '__proto__', 'walk'].map((how) => `${how} false`)
  expect(err).toContain(JSON.stringify(refused))
  expect(verdicts).toMatchObject([{ verdict: { word: 'refuted' } }])
  expect(Reflect.get(globalThis, 'reached')).toBe(undefined)
})

/** A program that speaks the protocol itself, with what it does when its `mle` is called. */
function speaker(onCall: string): string {
  return `
    const { truncateSync, writeFileSync } = require('node:fs')
    const file = require('node:path').join(process.env.ASSAY_FOLDER, 'p1')
    const say = (line) => process.stdout.write(line + '\\n')
    let rest = ''
    process.stdin.setEncoding('utf8').on('data', (text) => {
      const lines = (rest + text).split('\\n')
      rest = lines.pop()
      for (const line of lines) {
        const { id, op } = JSON.parse(line)
        const answer = (value) => say('{"id":' + id + ',"ok":true,"value":' + value + '}')
        if (op === 'hello') answer('{"protocol":"assay-subject/1","name":"bare","parts":["mle"]}')
        else if (op === 'call') { ${onCall} }
      }
    })`
}

test.each([
  ['an answer nested beyond any stack', `answer('['.repeat(20000) + ']'.repeat(20000))`],
  [
    'a file longer than can be read',
    `writeFileSync(file, ''); truncateSync(file, 5e9); answer('{"$":"array","dtype":"f64","shape":[625000000],"file":"p1"}')`,
  ],
  ['references that it lets go, and none named', `say('{"op":"release"}'); answer('0.5')`],
  ['a value that is waited for', `answer('{"$":"object","ref":1,"methods":["then"],"data":{}}')`],
  ['an object with a value', `answer('{"$":"object","ref":1,"methods":["valueOf"],"data":{}}')`],
])('%s is no refusal, and no number', async (_what, onCall) => {
  const { verdicts } = await checkedProgram(speaker(onCall), { spec: 'coin.rejects-impossible-counts', budget: 5 })
  expect(verdicts).toMatchObject([{ verdict: { word: 'refuted' } }])
})

test.each([
  ['without end', `setInterval(() => { for (let i = 0; i < 100; i += 1) say('{"op":"release","refs":[]}') })`],
  ['once, and then says nothing', `say('{"op":"release","refs":[]}')`],
])('a program that lets references go %s has its budget for that', async (_how, onCall) => {
  const { verdicts } = await checkedProgram(speaker(onCall), { spec: 'mle.is-unbiased', budget: 0.3 })
  const reason = expect.stringContaining('still running after 300 ms') as unknown
  expect(verdicts).toMatchObject([{ verdict: { word: 'undecided', reason } }])
})

test('a module starts no threads, in which the fence would not stand', async () => {
  const worker = `import { Worker } from 'node:worker_threads'; new Worker('0', { eval: true, execArgv: [] }); export default { mle: (k, n) => k / n }`
  for (const name of ['mine.mjs', 'mine.ts'])
    await expect(checkedModule(worker, { spec: 'mle.is-unbiased' }, name)).rejects.toThrow(/fence of the judge; --trusted/)
})

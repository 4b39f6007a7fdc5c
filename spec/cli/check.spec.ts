/** `assay check` gives every spec a verdict, and every part a line, whatever the subject does. In this process where no other is the point. */
import { realpathSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { stripVTControlCharacters } from 'node:util'
import { law, once } from '../judge/spec.ts'
import type { Subject } from '../judge/subject.ts'
import { UsageError } from '../judge/usage-error.ts'
import reference from '../subjects/reference.ts'
import { blamed } from './blame.ts'
import { checked, checkedModule } from './checked.ts'
import { partLines } from './part-lines.ts'
import { assayHere, cli, inFolder } from './cli-under-test.ts'

const RIGHT = 'posterior: (k, n, prior = { a: 1, b: 1 }) => ({ a: k + prior.a, b: n - k + prior.b })'

test('a part that ends its process costs its own specs, not those of the others', async () => {
  const { verdicts, exitCode } = await checkedModule(`export default { nPerArm: () => process.exit(0), ${RIGHT} }`)
  const wordOf = (id: string) => verdicts.find(({ spec }) => spec === id)?.verdict.word
  expect(wordOf('power.golden-n-for-80-percent')).toBe('refuted')
  expect(wordOf('posterior.is-prior-times-likelihood')).toBe('holds')
  expect(exitCode).toBe(1)
})

test('what a module does not bring comes from the reference: a gradient and a descent are judged on both', async () => {
  const source = `
    export default {
      logisticGradient({ rows, columns, features, labels }, l2, weights) {
        const gradient = new Float64Array(columns + 1)
        for (let i = 0; i < rows; i += 1) {
          let z = weights[0]
          for (let j = 0; j < columns; j += 1) z += features[i * columns + j] * weights[j + 1]
          const residual = 1 / (1 + Math.exp(-z)) - labels[i]
          gradient[0] += residual
          for (let j = 0; j < columns; j += 1) gradient[j + 1] += residual * features[i * columns + j]
        }
        for (let j = 1; j <= columns; j += 1) gradient[j] += l2 * weights[j]
        return gradient
      },
      descend: () => new Float64Array(3),
      sum: () => 0,
    }`
  const { out, err, exitCode } = await checkedModule(source, { json: false, verbose: false })
  // It is right where it is defined, and refuses nothing
  expect(out).toMatch(/^logisticGradient +refuted by logistic\.derivatives-refuse; holds in logistic\.[^;]*$/m)
  expect(out).toMatch(/^descend +refuted by descent\./m)
  expect(out).toMatch(/specs: [1-9]\d* holds, .* 0 not offered, .* [1-9]\d* refuted/)
  expect(err).toContain('exports an unknown part: sum')
  expect(exitCode).toBe(1)
})

test('other words for an error are right, and what --spec passes over is counted', async () => {
  const source = `
    export default {
      mle(k, n) {
        if (!(Number.isInteger(k) && Number.isInteger(n) && k >= 0 && k <= n)) throw new RangeError('nein')
        return n === 0 ? undefined : k / n
      },
      nPerArm() {}, map() {}, launchMpi() {}, ScaledSgd() {},
    }`
  const { out, err, exitCode } = await checkedModule(source, { json: false, spec: 'mle' })
  expect(out).toMatch(/^mle +holds in mle\./m)
  expect(out).toMatch(/^2 parts not asked \(--spec\): nPerArm, map$/m)
  // What src exports besides the contract is no part
  for (const part of ['launchMpi', 'ScaledSgd']) expect(err).toContain(`exports an unknown part: ${part}`)
  expect(exitCode).toBe(0)
})

test('a refuted spec speaks against the part that is wrong beside the parts of the reference, not against its neighbour', async () => {
  const source = 'export default { mle: (k, n) => k / n, map: () => ({ kind: "point", p: 0.25 }) }'
  const { out } = await checkedModule(source, { json: false, spec: 'coin.sides-are-alike' })
  expect(out).toMatch(/^map +refuted by coin\.sides-are-alike$/m)
  expect(out).toMatch(/^mle +holds in coin\.sides-are-alike$/m)
})

test('where parts are wrong together only, a refuted spec speaks against all of them', async () => {
  let isTold = false
  const subject: Subject = {
    ...reference,
    mle: () => Number((isTold = true)),
    posteriorMean: () => (isTold ? 0 : 0.5),
  }
  const spec = law({
    id: 'any.pair',
    says: '',
    cites: '',
    needs: ['mle', 'posteriorMean'],
    holds: ({ mle, posteriorMean }, w) => once(() => w.equal('mean', [mle(1, 1), posteriorMean(1, 2)][1], 0.5)),
  })
  const judged = { subject, specs: [spec], brings: ['mle', 'posteriorMean'] }
  const begin = (): void => void (isTold = false)
  const resolution = { judged: [judged], isForeign: false, unknownParts: [], begin, close: begin }
  expect(await blamed(spec, judged, resolution, { seed: 1 })).toEqual(['mle', 'posteriorMean'])
})

test('a part that only what nobody need have would judge is judged by none', () => {
  const spec = law({ id: 'any.sentence', says: '', cites: '', needs: ['mle'], holds: () => once(() => undefined) })
  const [line] = partLines(['mle'], [], [{ spec, why: '--optional (wasm)' }], false)
  expect(stripVTControlCharacters(line ?? '')).toBe('mle  judged by none: needs --optional (wasm)')
})

test.each([
  ['', {}, / offers no part of the contract; 'assay list --parts' names them$/m],
  ['mel() {}', {}, / offers no part of the contract; /],
  ['mle() {}', { spec: 'gpt2' }, / offers no part that --spec asks about$/m],
])('where nothing is asked it says so, and why: a module with { %s }, %j', async (parts, options, said) => {
  const { out, exitCode } = await checkedModule(`export default { ${parts} }`, { json: false, ...options })
  expect(out).toMatch(said)
  expect(out).not.toContain('0 holds')
  expect(exitCode).toBe(1)
})

test('the reference, passed as a module, is undecided where the fence stops it, and holds elsewhere', async () => {
  const file = new URL('../subjects/reference.js', import.meta.url).href
  const source = `import reference from '${file}'; export default { ...reference }`
  const { verdicts } = await checkedModule(source, { spec: 'libsvm' })
  for (const { spec, verdict } of verdicts) expect(verdict.word, spec).toBe(spec === 'libsvm.files' ? 'undecided' : 'holds')
  expect(verdicts.find(({ spec }) => spec === 'libsvm.files')?.verdict.reason).toContain('--trusted')
})

test('a verdict says which parts came from the reference; the reference and its mutants bring all of their own', async () => {
  const spec = 'coin.estimates-converge'
  const source = 'export default { mle: (k, n) => (k + 1) / (n + 2) }'
  const { out } = await checkedModule(source, { spec })
  const { fromReference } = JSON.parse(out) as { readonly fromReference: readonly string[] }
  expect(fromReference).toEqual(['posteriorMean', 'posteriorMedian', 'map'])
  const { out: text } = await checkedModule(source, { spec, json: false })
  expect(text).toContain(`\n             with ${fromReference.join(', ')} of the reference\n             replay: `)
  for (const own of ['reference', 'mutant:mle.divides-by-n-plus-1'])
    expect((await checked(own, { spec })).out).not.toContain('fromReference')
})

test('a TypeScript module is judged as it is', async () => {
  const source = 'export default { mle: (k: number, n: number): number | undefined => (n === 0 ? undefined : k / n) }'
  const { verdicts, exitCode } = await checkedModule(source, { spec: 'mle' }, 'mine.ts')
  expect(verdicts.map(({ verdict }) => verdict.word)).toEqual(verdicts.map(() => 'holds'))
  expect(verdicts.length).toBeGreaterThan(4)
  expect(exitCode).toBe(0)
})

test('the replay line of a refuted spec, pasted, gives the same counter-example', async () => {
  await inFolder({ 'mine.mjs': 'export default { mle: (k, n) => k / (n + 1) }' }, async (folder) => {
    const flags = ['--spec', 'coin.published-estimates', '--seed', '5', '--memory', '1500', '--budget', '30']
    const first = await assayHere(folder, 'check', `../${basename(folder)}/mine.mjs`, ...flags)
    // Elsewhere than where npm knows it, it is named by its file
    const [, file = '', line = ''] = /replay: node (\S+) (check .*--path .*)/.exec(first.stdout) ?? []
    expect(realpathSync(resolve(realpathSync(folder), file))).toBe(cli)
    const words = line.split(' ')
    expect(words).toEqual(expect.arrayContaining(['mine.mjs', '--memory', '1500', '--budget', '30']))
    const again = await assayHere(folder, ...words)
    expect(again.exitCode).toBe(1)
    expect(reason(again.stdout)).toBe(reason(first.stdout))
    expect(reason(first.stdout)).toBeDefined()
  })
})

/** The line that says what was expected and got. */
function reason(text: string): string | undefined {
  return /^ +\S.*expected .*, got .*/m.exec(text)?.[0]
}

test.each([
  ['nowhere.js', {}, 'no file nowhere.js'],
  ['.', {}, 'is not a file'],
  ['package.jsonc', {}, 'no file'],
  ['reference', { spec: 'nothing' }, 'no spec "nothing"'],
  [
    'reference',
    { spec: 'q1.copies-equal' },
    'judges answers of a sheet, so it needs one: assay check spec/sheets/key.yaml --spec',
  ],
  ['reference', { item: 'Q5.a' }, 'only an answer sheet has items'],
  ['mutant:none', {}, 'no mutant none'],
])('check %s %j is refused with a reason', async (name, options, mention) => {
  const error: unknown = await checked(name, options).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(UsageError)
  expect(error).toMatchObject({ message: expect.stringContaining(mention) as unknown })
})

test.each([
  [['check'], 'missing required argument'],
  [['check', 'reference', '--seed', 'NaN'], '--seed: expected a whole number'],
  [['chekc', 'reference'], 'Did you mean check?'],
  [['check', 'reference', '--path', 'x'], '--path: expected whole numbers up to 100000'],
  [['check', 'reference', '--path', '99999999999'], '--path: expected whole numbers up to 100000'],
  [
    ['check', 'mutant:mle.divides-by-n-plus-1', '--spec', 'coin.published-estimates', '--path', '0:9:9'],
    '--path: coin.published-estimates has no input at 0:9:9',
  ],
  [['grade', '--out', ''], '--out: expected a folder, got an empty name'],
])('wrong use of the command line ends with exit code 2: %j', async (args, mention) => {
  const ran = await assayHere('.', ...args)
  expect(ran.exitCode).toBe(2)
  expect(ran.stderr).toContain(mention)
})

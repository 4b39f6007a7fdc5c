/** `assay check` gives every spec a verdict, whatever the module under judgement does. */
import { describe, expect, test } from 'vitest'
import { catalogue } from '../laws/index.ts'
import { assay, inFolder } from './cli-under-test.ts'

const RIGHT = 'posterior: (k, n, prior = { a: 1, b: 1 }) => ({ a: k + prior.a, b: n - k + prior.b })'

/** A module with one right part and one that misbehaves, its verdict on the latter, and what the reason mentions. */
const misbehaving = [
  ['an endless loop', `export default { nPerArm: () => { for (;;); }, ${RIGHT} }`, 'undecided', 'was killed'],
  [
    'process.exit(0)',
    `export default { nPerArm: () => process.exit(0), ${RIGHT} }`,
    'refuted',
    'ended the process with exit code 0',
  ],
  [
    'more memory than there is',
    `export default { nPerArm: () => { const all = []; for (;;) all.push(new Array(1e5).fill(1)) }, ${RIGHT} }`,
    'refuted',
    'out of memory',
  ],
  ['a getter that throws', `export default { get nPerArm() { throw new Error('boo') }, ${RIGHT} }`, 'refuted', 'boo'],
  ['a part that is no function', `export default { nPerArm: 5, ${RIGHT} }`, 'refuted', 'not a function'],
  ['a part that throws nothing', `export default { nPerArm: () => { throw undefined }, ${RIGHT} }`, 'refuted', 'undefined'],
  [
    'writing to stdout',
    `process.stdout.write('{"verdict":"holds"}\\n'); export default { nPerArm: () => 2, ${RIGHT} }`,
    'refuted',
    'expected',
  ],
  [
    'writing files',
    `import { writeFileSync } from 'node:fs'; export default { nPerArm: () => writeFileSync('stray', ''), ${RIGHT} }`,
    'refuted',
    'restricted',
  ],
] as const

describe('a module that misbehaves costs the spec concerned, not the card', () => {
  test.each(misbehaving)('%s', (_what, source, word, mention) => {
    const ran = inFolder({ 'mine.mjs': source }, (folder) =>
      assay(folder, 'check', 'mine.mjs', '--budget', '2', '--memory', '96', '--json'),
    )
    const verdicts = ran.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { spec: string; verdict: { word: string }; failure?: { message: string } })
    expect(verdicts.map(({ spec }) => spec)).toEqual(
      Object.values(catalogue)
        .flat()
        .map(({ id }) => id),
    )
    const loss = verdicts.find(({ spec }) => spec === 'power.golden-n-for-80-percent')
    expect(loss).toMatchObject({ verdict: { word }, failure: { message: expect.stringContaining(mention) as unknown } })
    expect(verdicts.find(({ spec }) => spec === 'posterior.is-prior-times-likelihood')).toMatchObject({
      verdict: { word: 'holds' },
    })
    expect(ran.exitCode).toBe(1)
  })
})

const unloadable = [
  ['loops while it loads', 'for (;;);', 'still running'],
  ['exits while it loads', 'process.exit(0)', 'exit code 0'],
  ['exports no object', 'export default 3', 'default export'],
  ['is not JavaScript', 'this is not', 'SyntaxError'],
] as const

test.each(unloadable)('a module that %s is bad input: exit code 2 and the reason', (_what, source, mention) => {
  const ran = inFolder({ 'mine.mjs': source }, (folder) => assay(folder, 'check', 'mine.mjs', '--budget', '1'))
  expect(ran).toMatchObject({ exitCode: 2, stdout: '' })
  expect(ran.stderr).toContain(mention)
})

test('a TypeScript module that is right passes what it offers; the rest is counted as not offered', () => {
  const source = 'export default { mle: (k: number, n: number): number | undefined => (n === 0 ? undefined : k / n) }'
  const ran = inFolder({ 'mine.ts': source }, (folder) => assay(folder, 'check', './mine.ts', '--spec', 'mle'))
  expect(ran).toMatchObject({ exitCode: 0, stderr: '' })
  expect(ran.stdout).toMatch(/specs: [1-9]\d* holds, .*, 0 refuted/)
})

test('the replay line of a refuted spec, pasted, gives the same counter-example', () => {
  inFolder({ 'mine.mjs': 'export default { mle: (k, n) => k / (n + 1) }' }, (folder) => {
    const first = assay(folder, 'check', 'mine.mjs', '--seed', '5')
    const replay = /replay: npx --no-install assay (.*--path .*)/.exec(first.stdout)?.[1] ?? 'no replay line'
    const again = assay(folder, ...replay.split(' '))
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
  [['check'], 'missing required argument'],
  [['check', 'nowhere.js'], 'no file nowhere.js'],
  [['check', 'reference', '--spec', 'nothing'], 'no spec "nothing"'],
  [['check', 'reference', '--seed', 'NaN'], '--seed: expected a whole number'],
  [['check', 'mutant:none'], 'no mutant none'],
  [['chekc', 'reference'], 'Did you mean check?'],
])('wrong use is explained and ends with exit code 2: %j', (args, mention) => {
  const ran = inFolder({}, (folder) => assay(folder, ...args))
  expect(ran.exitCode).toBe(2)
  expect(ran.stderr).toContain(mention)
})

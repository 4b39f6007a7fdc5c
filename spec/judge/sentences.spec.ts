/** What a wrong value is called: expected and got for code, and for a claim what was said, then what is. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { failureOf } from './failure.ts'
import { ofCode } from './sentences.ts'
import { Witness } from './witness.ts'

function wrong(compare: (witness: Witness) => void): unknown {
  try {
    compare(new Witness())
  } catch (error) {
    return error
  }
  return expect.fail('nothing was wrong')
}

test.each([
  [
    (w: Witness) => w.close('weight', 0.34181191, 0.41823388, 1e-8),
    'weight: expected 0.4182, got 0.3418 (tolerance 1e-8, difference 0.07642)',
    'weight: you said 0.4182, it is 0.3418',
    'weight: you said 0.3418, it is 0.4182',
  ],
  [
    (w: Witness) => w.close('w_0 from -0.00634214031709439', 1.000000031, 1, 1e-12),
    'w_0 from -0.006342: expected 1, got 1.00000003 (tolerance 1e-12, difference 3.1e-8)',
    'w_0 from -0.006342: you said 1, it is 1.00000003',
    'w_0 from -0.006342: you said 1.00000003, it is 1',
  ],
  [
    (w: Witness) => w.equal('bound', 'loose: 1e12', 'tight'),
    'bound: expected "tight", got "loose: 1e12"',
    'bound: you said tight, it is loose: 1e12',
    'bound: you said loose: 1e12, it is tight',
  ],
  [
    (w: Witness) => w.require('a > b', false, [0.54930614, 2]),
    'a > b: expected true, got false for [0.5493, 2]',
    'you said: a > b; it is: [0.5493, 2]',
    'a > b: not so for what you said, which gives [0.5493, 2]',
  ],
  [
    (w: Witness) => w.require('a > b', false, [0.300000001, 0.3]),
    'a > b: expected true, got false for [0.300000001, 0.3]',
    'you said: a > b; it is: [0.300000001, 0.3]',
    'a > b: not so for what you said, which gives [0.300000001, 0.3]',
  ],
  [
    (w: Witness) => w.equal('the posterior is proper', false, true),
    'the posterior is proper: expected true, got false',
    'the posterior is proper: you said true, it is false',
    'the posterior is proper: you said false, it is true',
  ],
])('%#: %s', (compare, code, ruling, law) => {
  const error = wrong(compare)
  expect(failureOf(error, undefined).message.replace(/3\.1\d*e-8/, '3.1e-8')).toBe(code)
  expect(failureOf(error, 'expected').message).toBe(ruling)
  expect(failureOf(error, 'got').message).toBe(law)
})

test('the data keep all digits, and the name of what was compared', () => {
  expect(
    failureOf(
      wrong((w) => w.close('mean of 0.123456789', 1 / 3, 2 / 3, 0)),
      undefined,
    ),
  ).toMatchObject({
    what: 'mean of 0.123456789',
    expected: String(2 / 3),
    got: String(1 / 3),
  })
})

test('two numbers that differ are never written alike, and whole digits all stay', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true }), fc.double({ noNaN: true }), (a, b) => {
      const [, expected, got] = /expected (\S+), got (\S+)/.exec(ofCode({ what: 'x', expected: String(a), got: String(b) })) ?? []
      expect(expected === got).toBe(String(a) === String(b))
      // Four digits are right within 5 parts in 10,000.
      expect(Math.abs(Number(expected) - a)).toBeLessThanOrEqual(5e-4 * Math.abs(a))
    }),
  )
  expect(ofCode({ what: 'x', expected: '123456.78912', got: '2' })).toBe('x: expected 123457, got 2')
  expect(ofCode({ what: 'version 1.0.12345, line0.12345', expected: '1', got: '2' })).toContain('version 1.0.12345, line0.12345')
})

/** What a wrong value is called: expected and got for code, and for a claim in words what was said, then what is. */
import { expect, test } from 'vitest'
import { Mismatch, Witness } from './witness.ts'

function mismatch(compare: (witness: Witness) => void): Mismatch {
  try {
    compare(new Witness())
  } catch (error) {
    if (error instanceof Mismatch) return error
  }
  return expect.fail('nothing was wrong')
}

test.each([
  [
    (w: Witness) => w.close('weight', 0.34181191, 0.41823388, 1e-8),
    'weight: expected 0.41823388, got 0.34181191 (tolerance 1e-8, difference 0.07642197)',
    'weight: you said 0.4182, it is 0.3418',
  ],
  [
    (w: Witness) => w.equal('bound', 'loose: 1e12', 'tight'),
    'bound: expected "tight", got "loose: 1e12"',
    'bound: you said tight, it is loose: 1e12',
  ],
  [
    (w: Witness) => w.require('a > b', false, [0.54930614, 2]),
    'a > b: expected true, got false for [0.54930614, 2]',
    'you said: a > b; it is: [0.5493, 2]',
  ],
  [
    (w: Witness) => w.require('3 > 2', false, '2 > 3'),
    '3 > 2: expected true, got false for "2 > 3"',
    'you said: 3 > 2; it is: 2 > 3',
  ],
])('%#: %s', (compare, ofCode, ofWords) => {
  const { message } = mismatch(compare)
  expect(message.replace(/0\.0764\d+/, '0.07642197')).toBe(ofCode)
  expect(mismatch(compare).saidAndIs()).toBe(ofWords)
})

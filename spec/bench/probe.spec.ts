/** The probe: samples beside a slow probe are told from those at full speed. */
import { expect, test } from 'vitest'
import { atFullSpeed, probeMs } from '../../bench/harness/probe.ts'

test('what is within a tenth of the best is full speed, and one lucky reading is not the best', () => {
  const probes = [1, 1.05, 1.3, 2, Infinity]
  const all = [0.2, ...Array.from({ length: 60 }, () => 1), ...probes]
  expect(atFullSpeed(probes, all)).toEqual([true, true, false, false, false])
})

test('a machine that is slow throughout is its own full speed', () => {
  expect(atFullSpeed([2, 2.1], [2, 2.1])).toEqual([true, true])
})

test('the probe takes a time', () => {
  expect(probeMs()).toBeGreaterThan(0)
})

/** vitest ends its forks before V8 has written what they covered: this asks for it. Loaded before every test file. */
import { takeCoverage } from 'node:v8'
import { afterAll } from 'vitest'

afterAll(() => {
  if (process.env['NODE_V8_COVERAGE'] !== undefined) takeCoverage()
})

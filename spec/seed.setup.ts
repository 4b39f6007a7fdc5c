/** Random inputs of every test come from the seed of the run, also where a test does not pass it on. Loaded before every test file. */
import fc from 'fast-check'
import { seed } from './judge/seed.ts'

fc.configureGlobal({ seed })

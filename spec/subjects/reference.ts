/** The reference subject: the implementation in `src`. Every part of the contract is offered. */
import * as src from '../../src/index.ts'
import type { Contract } from '../../src/contract/index.ts'
import type { Subject } from '../judge/subject.ts'

const parts: Contract = src

export default { name: 'reference', url: import.meta.url, ...parts } satisfies Subject

/** The reference subject: the implementation in `src`. Every part of the contract is offered. */
import * as src from '../../src/index.ts'
import type { Parts, Subject } from '../subject.ts'

export default { name: 'reference', url: import.meta.url, ...(src as Parts) } satisfies Subject

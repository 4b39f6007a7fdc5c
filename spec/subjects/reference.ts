/** The reference subject: the implementation in `src`. Every part of the contract is offered. */
import * as src from '../../src/index.ts'
import type { ReferenceParts, Subject } from '../subject.ts'

const parts: ReferenceParts = src

export default { name: 'reference', url: import.meta.url, ...parts } satisfies Subject

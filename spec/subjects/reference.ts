/** The reference subject: the implementation in `src`. Every part of the contract is offered. */
import * as src from '../../src/index.ts'
import type { Contract } from '../../src/contract/index.ts'
import type { Subject } from '../judge/subject.ts'

/** launchThreads is a pool that closes after its job; here the jobs of all laws share one, since threads take longer to start than to meet. */
const parts: Contract = { ...src, launchThreads: src.waitingThreads.launch }

export default { name: 'reference', url: import.meta.url, ...parts } satisfies Subject

/**
 * Threads for faulty ranks, which take longer to start than to be seen through. A thread carries no fault from one job to the next: a job
 * brings its group, its transport and its memories with it; a fault is a module of its own URL that changes objects of its job only; and
 * the threads of a job that fails end with it.
 */
import { waitingThreads } from '../../../../src/index.ts'

/** Runs a job on threads that wait. */
export const onThreads = waitingThreads.launch

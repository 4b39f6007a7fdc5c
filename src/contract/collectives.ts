/** Process groups: ranks that hold arrays of one shape and combine them, and the programs that run as ranks. */

/** Blocking backends (threads, MPI) return the value, lock-step ranks in one thread return a promise; callers always await. */
export type Awaitable<T> = T | Promise<T>

/** An array that every rank of a group holds under the same number: allocated by all of them in the same order, with the same lengths. */
export interface SharedBuffer {
  /** This rank's copy; float32, of the length asked for. Other ranks read it during a collective only. */
  readonly mine: Float32Array
}

/** The collectives over a shared buffer. */
export type BufferOperation = 'allReduce' | 'reduceScatter' | 'allGather' | 'broadcast'

/** Every collective. All ranks must call the same ones in the same order, with the same lengths and roots. */
export type CollectiveOperation = BufferOperation | 'barrier' | 'gatherNumbers'

/** What a rank has sent and waited for since its group began. */
export interface Traffic {
  /** Calls of each collective, counted when they begin. */
  readonly calls: Readonly<Record<CollectiveOperation, number>>
  /** Bytes that this rank sent to others: the sum of `bytesSent` over its calls, whatever the backend moves them with. */
  readonly bytesSent: number
  /** Milliseconds in which this rank did nothing but wait for others; 0 for ranks that share a thread. Not reproducible. */
  readonly waitMs: number
}

/** A collective that has begun. */
export interface Started<T> {
  /** Ends the collective and gives its result; the buffer must not be touched before. Asking again gives the same result. */
  wait(): Awaitable<T>
}

/**
 * One rank's view of the ranks that compute together.
 *
 * Sums are canonical unless the group was asked to be `fast`: ((g0 + g1) + (g2 + g3)) + ..., neighbours first, an odd one is carried up a level,
 * and every addition is rounded to float32. So a sum has one bit pattern, whatever the backend and whoever computes it.
 *
 * A rank that calls another collective than the others, or with another length or root, one that does not come within the deadline,
 * and one that has died: each makes the call throw a CollectiveError on every rank, which names the rank, the operation and the reason.
 * After that the group is aborted, and every later call throws the same.
 */
export interface ProcessGroup {
  /** 0 ... size - 1. */
  readonly rank: number
  /** Number of ranks, at least 1. */
  readonly size: number
  /** What ranks are: this thread alone, lock-step ranks of one thread, threads that share memory, or processes. */
  readonly kind: 'local' | 'simulated' | 'threads' | 'mpi'
  /** Of this rank, up to now: the counts grow with every call. */
  readonly traffic: Traffic
  /** @param length floats, at least 1; filled with 0. @throws RangeError for another length, or if the group's memory is used up */
  allocate(length: number): SharedBuffer
  /** Returns when every rank has called it. */
  barrier(): Awaitable<void>
  /** Puts the sum over the ranks into every rank's copy. */
  allReduce(buffer: SharedBuffer): Awaitable<void>
  /**
   * Sums over the ranks and leaves each with its shard of the sum: elements rank * n / size up to (rank + 1) * n / size, in place.
   * The rest of each copy keeps what it held.
   * @returns the shard, a view of `buffer.mine`
   * @throws RangeError if the length is no multiple of the size
   */
  reduceScatter(buffer: SharedBuffer): Awaitable<Float32Array>
  /** Each rank's shard (see reduceScatter), in place, to all. @throws RangeError if the length is no multiple of the size */
  allGather(buffer: SharedBuffer): Awaitable<void>
  /** The copy of rank `root` to all. @throws RangeError if there is no such rank */
  broadcast(buffer: SharedBuffer, root: number): Awaitable<void>
  /** The ranks' numbers, as many from each, one after the other in the order of ranks, the same on every rank. */
  gatherNumbers(values: Float64Array): Awaitable<Float64Array>
  /** Begins a collective over a buffer. Collectives happen in the order in which they began, whenever they are waited for. */
  start(operation: 'reduceScatter', buffer: SharedBuffer): Started<Float32Array>
  /** These leave their result in the buffer. */
  start(operation: 'allReduce' | 'allGather', buffer: SharedBuffer): Started<void>
  /** @param root the rank whose copy all get. @throws RangeError if there is no such rank */
  start(operation: 'broadcast', buffer: SharedBuffer, root: number): Started<void>
  /**
   * Ends the group: every rank that waits, or calls a collective later, throws a CollectiveError with this reason. Over MPI the others hear of it
   * when this rank next calls a collective or its program ends, and are then ended.
   */
  abort(reason: string): void
}

/** Why a group ended early. */
export interface RankFailure {
  /** The rank at fault: the one that threw, died, went astray or stayed away; -1 if the job was ended from outside. */
  readonly rank: number
  /** What it was doing, or was missed at: a collective, or `program` outside of any. */
  readonly operation: CollectiveOperation | 'program'
  /** How many collectives had begun before this one on the rank that reports it. */
  readonly sequence: number
  /** A sentence for people; if the rank threw, with the message of its error. */
  readonly reason: string
}

/** What a module that runs as a rank exports by default. `data` and the result are plain data: they may cross to another thread, process or machine. */
export type RankProgram<Data = unknown, Result = unknown> = (group: ProcessGroup, data: Data) => Awaitable<Result>

/** A program and on how many ranks it runs. */
export interface RankJob {
  /** Number of ranks, at least 1. */
  readonly ranks: number
  /** URL of a module whose default export is a RankProgram. */
  readonly program: string | URL
  /** Handed to every rank; plain data. */
  readonly data?: unknown
  /**
   * Milliseconds that a rank waits for the others in one collective, and at the end of its program for them to end; 30 000 by default.
   * Ranks begin together; to begin, they get 30 000 at least.
   */
  readonly deadlineMs?: number
  /** Ends the job from outside: the reason of the signal becomes that of the failure. */
  readonly signal?: AbortSignal
}

/** A machine of a job. */
export interface Host {
  /** As the launcher's agent reaches it: a host name or an address. */
  readonly name: string
  /** Ranks that it takes, at least 1. */
  readonly ranks: number
}

/** A job over MPI, on this machine or on several. */
export interface MpiJob extends RankJob {
  /** Which MPI: the one that is installed, OpenMPI first, by default. */
  readonly implementation?: 'openmpi' | 'mpich'
  /** Canonical sums by default; `fast` ones are the library's own, whose order is its choice. */
  readonly sums?: 'canonical' | 'fast'
  /** Machines and how many ranks each takes, in the order of ranks; this machine by default. All must see the program and the folder at the same paths. */
  readonly hosts?: readonly Host[]
  /** Program that is called as `agent host command ...` to begin on another machine; ssh by default. */
  readonly agent?: string
  /** Network of the traffic between machines: the name of an interface, or for OpenMPI addresses such as 10.99.0.0/24; the library's choice by default. */
  readonly network?: string
  /** GPUs of each machine: rank i of a machine sees only the (i mod gpusPerHost)-th, by CUDA_VISIBLE_DEVICES; all are seen by default. */
  readonly gpusPerHost?: number
  /** Command and parameters before that of the launcher, e.g. to enter a network namespace. */
  readonly within?: readonly string[]
  /** Folder for what ranks leave, seen by all machines; the system's folder for temporary files by default. Nothing is left in it. */
  readonly folder?: string
}

/** What a job left. */
export interface RankOutcome {
  /** What each rank's program returned, by rank; undefined for one that did not end. */
  readonly results: readonly unknown[]
  /** Only if the job failed: the first failure. Every rank has ended, whatever happened. */
  readonly failure?: RankFailure
}

/** Runs a job; the promise is fulfilled for a failed job too, and rejected only for a job that cannot begin. */
export type Launch<Job extends RankJob = RankJob> = (job: Job) => Promise<RankOutcome>

/** The parts of this room. */
export interface Collectives {
  /**
   * The canonical sum of the ranks' arrays: neighbours first, an odd one is carried up a level, each addition rounded to float32.
   * @param addends one array a rank, at least one, of equal lengths
   * @throws RangeError if there is none, or the lengths differ
   */
  canonicalSum(addends: readonly Float32Array[]): Float32Array
  /**
   * Bytes that each rank sends to others in one collective, by rank, when a sum is made by its owner: rank r owns elements
   * floor(r n / W) up to floor((r + 1) n / W), receives the others' copies of them, and (allReduce) sends the sum to all. A float takes 4 bytes,
   * a number of gatherNumbers 8; a barrier sends none; a broadcast is sent by its root. For equal shares an allReduce is the
   * 2 * 4n (W - 1) / W of a ring, reduceScatter and allGather are half of it.
   * @param length of the buffer, or of one rank's numbers
   * @param root of a broadcast, 0 by default
   */
  bytesSent(operation: CollectiveOperation, length: number, size: number, root?: number): number[]
  /** One rank, in this thread. @throws RangeError for more */
  launchLocal: Launch
  /** Ranks in this thread, in lock step. */
  launchSimulated: Launch
  /** Ranks that are threads of this process and share memory. */
  launchThreads: Launch
}

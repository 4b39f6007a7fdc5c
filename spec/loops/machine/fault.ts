/** What ends a run: the error that the framework would raise. */
import type { FaultKind, Place } from '../vocabulary.ts'

export class Fault extends Error {
  readonly kind: FaultKind
  at: Place | undefined

  constructor(kind: FaultKind, message: string, at?: Place) {
    super(message)
    this.name = 'Fault'
    this.kind = kind
    this.at = at
  }
}

/** Faults that the run goes on after, as if they were put right, so that what follows can be judged as well. */
export const mendable: readonly FaultKind[] = ['name', 'module', 'group', 'device']

/** The subject could give no answer at all: its process is gone, or the judge stopped it. Nothing that it is asked after that says anything. */
export class Lost extends Error {
  override readonly name: string = 'Lost'
  /** `threw`: its own doing. `out of time` and `stopped` (a limit, the fence): the judge's, so that nothing is decided. */
  readonly outcome: 'threw' | 'out of time' | 'stopped'

  constructor(outcome: Lost['outcome'], message: string) {
    super(message)
    this.outcome = outcome
  }
}

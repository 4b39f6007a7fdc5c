/** What a bench says while it runs: on the standard error, with the seconds since it began. */

const started = process.hrtime.bigint()

export function tell(line: string): void {
  const seconds = (Number(process.hrtime.bigint() - started) / 1e9).toFixed(1)
  process.stderr.write(`${seconds.padStart(6)} s  ${line}\n`)
}

/** What is done when this process is told to end while it has something that would outlive it. */

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Does `clean` if the process ends or is told to, before it does.
 * @returns takes the precaution back
 */
export function beforeTheEnd(clean: () => void): () => void {
  const onSignal = (signal: NodeJS.Signals): void => {
    clean()
    undo()
    // Without a listener of someone else's the signal ends the process, as if nobody had listened.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
  }
  const undo = (): void => {
    process.off('exit', clean)
    for (const signal of SIGNALS) process.off(signal, onSignal)
  }
  process.once('exit', clean)
  for (const signal of SIGNALS) process.once(signal, onSignal)
  return undo
}

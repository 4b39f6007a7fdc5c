/** Lets signals and timers through while specs run: promises alone would keep them waiting until the last one. */

let lastBreathMs = 0

/** Gives way to the event loop, at most every 30 ms. */
export async function breathe(): Promise<void> {
  if (performance.now() - lastBreathMs < 30) return
  await new Promise((resolve) => setImmediate(resolve))
  lastBreathMs = performance.now()
}

/** A rank that waits for nothing that comes. */

/** Never returns. */
export default function waitForEver(): Promise<never> {
  return new Promise(() => undefined)
}

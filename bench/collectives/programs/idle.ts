/** Ranks that do nothing: what it takes to begin and to end. */

/** @returns when the program ran, in milliseconds since the epoch */
export default function doNothing(): number {
  return performance.timeOrigin + performance.now()
}

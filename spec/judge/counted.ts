/** A count with its noun. */

/** `1 input`, `2 inputs`: the noun takes an s. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** Typed arrays whose length is not known beforehand. */
type Numbers = Int32Array | Float64Array | Float32Array

/** A typed array that grows at its end; one that is given stays as long as it is. */
export class GrowingArray<A extends Numbers> {
  readonly #make: (length: number) => A
  readonly #fixed: boolean
  #array: A
  length = 0

  constructor(make: (length: number) => A, given?: A) {
    this.#make = make
    this.#fixed = given !== undefined
    this.#array = given ?? make(1024)
  }

  push(value: number): void {
    this.room(1)[this.length] = value
    this.length += 1
  }

  /** The array, with room for `more` entries past `length` if it may grow. */
  room(more: number): A {
    if (!this.#fixed && this.length + more > this.#array.length) {
      const larger = this.#make(Math.max(2 * this.#array.length, this.length + more))
      larger.set(this.#array)
      this.#array = larger
    }
    return this.#array
  }

  get last(): number {
    return this.#array[this.length - 1] as number
  }

  set last(value: number) {
    this.#array[this.length - 1] = value
  }

  whole(): A {
    if (!this.#fixed) return this.#array.slice(0, this.length) as A
    if (this.length === this.#array.length) return this.#array
    throw new RangeError(
      `readLibsvm: the place must hold ${this.length} numbers, got ${this.#array.length} (did the file change?)`,
    )
  }
}

/**
 * The same passes with the entries prefetched, as WebAssembly text.
 *
 * [Note: prefetching] Gathers all over w make a processor lose sight of the matrix's stream, and then every cache line of it is waited for. So
 * a chunk's lines are first read in order, one word each, and the logits find them in the cache.
 */
import { advance, least } from './wat-instructions.ts'
import { passOver } from './wat-rows.ts'

/** `$logitsPrefetched` and `$scatterPrefetched` */
export function prefetchingPasses(valueBytes: number): string {
  return `;; reads one word of every cache line of [at, end), so that they come from memory in one stream
  (func $touch (param $at i32) (param $end i32) (result i32)
    (local $x i32)
    (block $done (loop $lines
      (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
      (local.set $x (i32.or (local.get $x) (i32.load (local.get $at))))
      ${advance('at', 64)}
      (br $lines)))
    (local.get $x))

  ;; brings the entries of the rows [row, last) into the cache
  (func $fetch (param $row i32) (param $last i32) (param $indices i32) (param $data i32)
    (drop (call $touch ${entryAt('indices', 'row', 4)} ${entryAt('indices', 'last', 4)}))
    (drop (call $touch ${entryAt('data', 'row', valueBytes)} ${entryAt('data', 'last', valueBytes)})))

  ;; $logits, the entries of so many bytes of indptr fetched at a time; 0 for no fetching
  (func $logitsPrefetched (param $prefetchBytes i32) ${passOver('w')}
    (local $stop i32)
    (loop $chunks
      ${fetchChunk()}
      (call $logits (local.get $row) (local.get $stop) (local.get $indices) (local.get $data) (local.get $w) (local.get $z))
      ${nextChunk()}))

  ;; either scatter, likewise
  (func $scatterPrefetched (param $prefetchBytes i32) (param $distinct i32) ${passOver('g')}
    (local $stop i32)
    (loop $chunks
      ${fetchChunk()}
      (if (local.get $distinct)
        (then (call $scatterDistinct (local.get $row) (local.get $stop) (local.get $indices) (local.get $data) (local.get $g) (local.get $z)))
        (else (call $scatterRepeated (local.get $row) (local.get $stop) (local.get $indices) (local.get $data) (local.get $g) (local.get $z))))
      ${nextChunk()}))`
}

/** base + bytes * (the number that $pointer points at) */
function entryAt(base: string, pointer: string, bytes: number): string {
  return `(i32.add (local.get $${base}) (i32.mul (i32.load (local.get $${pointer})) (i32.const ${bytes})))`
}

/** Points $stop at the end of the chunk that begins at $row, and fetches its entries. */
function fetchChunk(): string {
  return `(local.set $stop (local.get $last))
      (if (local.get $prefetchBytes) (then
        (local.set $stop ${least('(i32.add (local.get $row) (local.get $prefetchBytes))', '(local.get $last)')})
        (call $fetch (local.get $row) (local.get $stop) (local.get $indices) (local.get $data))))`
}

function nextChunk(): string {
  return `(local.set $z (i32.add (local.get $z) (i32.shl (i32.sub (local.get $stop) (local.get $row)) (i32.const 1))))
      (br_if $chunks (i32.lt_u (local.tee $row (local.get $stop)) (local.get $last)))`
}

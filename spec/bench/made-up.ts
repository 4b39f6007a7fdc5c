/** Contestants that are made up: processes that answer as they are told, at once. For tests. */
import type { Entry } from '../../bench/harness/contestant.ts'

/** `load` and `turn` are JavaScript expressions of the answers. */
export function made(name: string, load: string, turn: string): Entry {
  const script = `require('readline').createInterface({ input: process.stdin }).on('line', (line) => console.log(JSON.stringify(JSON.parse(line).do === 'load' ? ${load} : ${turn})))`
  return { name, version: name, command: process.execPath, args: ['-e', script], tolerance: 1e-9 }
}

/** A turn of ten gradients of 100 ns. */
export const steady = '({ calls: 10, wallNs: 1000, cpuNs: 1000 })'

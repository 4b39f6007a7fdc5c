/** Runs a command, and another beside it for as long: `node .ci/beside.mjs 'OTHER words' 'COMMAND words'`. Ends as the command ends. */
import { spawn } from 'node:child_process'

const [other, command] = process.argv.slice(2).map((line) => line.split(' '))
// In a group of its own, in which whatever it starts can be ended with it: tsc is two processes.
const beside = spawn(other[0], other.slice(1), { stdio: ['ignore', 'inherit', 'inherit'], detached: true })
const main = spawn(command[0], command.slice(1), { stdio: 'inherit' })

process.on('exit', () => {
  if (beside.pid === undefined) return
  try {
    process.kill(-beside.pid)
  } catch (error) {
    if (error.code !== 'ESRCH') throw error // it may have ended before
  }
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => main.kill(signal))
for (const each of [beside, main])
  each.on('error', (error) => {
    console.error(`beside: ${error.message}`)
    process.exit(1)
  })
main.on('exit', (code) => process.exit(code ?? 1))

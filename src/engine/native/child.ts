/** Runs one program of the installation at a time, and leaves none behind when the installation is stopped. */
import { spawn } from 'node:child_process'

/** A program that could not be started or that failed; `output` is the end of what it said. */
export class ProgramError extends Error {
  override readonly name = 'ProgramError'
}

const OUTPUT_KEPT = 4_000

let running: number | undefined

/** Ends the program that runs, with everything that it started. */
export function stopRunning(): void {
  if (running === undefined) return
  try {
    process.kill(-running, 'SIGKILL') // it leads a process group of its own
  } catch {
    // it has ended meanwhile
  }
}

/**
 * Runs a program to its end and returns what it wrote to its standard output.
 * @throws ProgramError with the end of its output if it cannot be started or fails
 */
export function run(
  program: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    running = child.pid
    let said = ''
    let answer = ''
    child.stdout.on('data', (chunk: Buffer) => {
      answer += chunk.toString()
      said = (said + chunk.toString()).slice(-OUTPUT_KEPT)
    })
    child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-OUTPUT_KEPT)))
    child.once('error', (error) => reject(new ProgramError(`${program} could not be started: ${error.message}`)))
    child.once('close', (code, signal) => {
      running = undefined
      if (code === 0) resolve(answer)
      else reject(new ProgramError(`${program} ended with ${signal ?? `exit code ${code}`}:\n${said.trim()}`))
    })
  })
}

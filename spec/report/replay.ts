/** The command that runs a piece of evidence again: one line, to be pasted. */
import type { Condition } from '../judge/spec.ts'
import type { Evidence } from '../judge/observe.ts'
import type { Verdict } from '../judge/verdict.ts'
import { ownCommand } from './own-command.ts'
import { pathFromHere } from './path-from-here.ts'

/**
 * @param item for an answer of a sheet: the item that gave it
 * @param flags how the subject was run; with `--process` it is a command, and written as it was given
 */
export function replayCommand(
  subject: string,
  evidence: Evidence,
  verdict: Verdict,
  item?: string,
  flags: readonly string[] = [],
): string {
  const named = isNamed(subject) || flags.includes('--process') ? subject : asFile(pathFromHere(subject))
  const words = [...ownCommand(), 'check', ...flags, named].map(quote)
  if (item !== undefined) words.push('--item', item)
  words.push('--spec', evidence.spec)
  const failing = evidence.under?.find(({ failure }) => failure !== undefined && failure === verdict.failure)
  if (failing !== undefined && Object.keys(failing.condition).length > 0)
    words.push('--under', quote(describe(failing.condition)))
  words.push('--seed', String(evidence.seed))
  const path = verdict.failure?.path
  if (path !== undefined) words.push('--path', path)
  return words.join(' ')
}

/** `reference` and its variations are names; everything else is a file, named from the working folder. */
function isNamed(subject: string): boolean {
  return /^(reference$|mutant:|variant:)/.test(subject)
}

/** A path that is taken neither for an option nor for a name. */
function asFile(path: string): string {
  return path.startsWith('-') || isNamed(path) ? `./${path}` : path
}

function describe(condition: Condition): string {
  return Object.entries(condition)
    .map(([factor, level]) => `${factor}=${level}`)
    .join(',')
}

function quote(text: string): string {
  return /^[\w./:=,@-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}

/** Small edits of a program: each deletion, each duplication, and each swap of two neighbours, at every depth. */
import { allSteps, type Program, type Step } from './vocabulary.ts'

export interface Edit {
  /** `swap unscale and clip`. */
  readonly name: string
  readonly program: Program
}

export function editsOf(program: Program): Edit[] {
  return [...editsHere(program), ...program.flatMap((step, i) => editsInside(step).map((edit) => replaced(program, i, edit)))]
}

function editsHere(program: Program): Edit[] {
  return program.flatMap((step, i) => {
    const next = program[i + 1]
    const before = program.slice(0, i)
    const after = program.slice(i + 1)
    return [
      { name: `delete ${nameOf(step)}`, program: [...before, ...after] },
      { name: `double ${nameOf(step)}`, program: [...before, step, step, ...after] },
      ...(next === undefined
        ? []
        : [{ name: `swap ${nameOf(step)} and ${nameOf(next)}`, program: [...before, next, step, ...after.slice(1)] }]),
    ]
  })
}

function editsInside(step: Step): { name: string; step: Step }[] {
  if (!('body' in step)) return []
  const inBody = editsOf(step.body).map(({ name, program }) => ({ name, step: { ...step, body: program } }))
  if (step.do !== 'when' || step.otherwise === undefined) return inBody
  return [
    ...inBody,
    ...editsOf(step.otherwise).map(({ name, program }) => ({
      name: `${name} (otherwise)`,
      step: { ...step, otherwise: program },
    })),
  ]
}

function replaced(program: Program, at: number, { name, step }: { name: string; step: Step }): Edit {
  return { name, program: program.with(at, step) }
}

function nameOf(step: Step): string {
  if ('body' in step) return `${step.do} [${[...allSteps(step.body)].length} steps]`
  const named = 'as' in step && step.as !== undefined ? ` ${step.as}` : 'name' in step ? ` ${step.name}` : ''
  return step.do + named
}

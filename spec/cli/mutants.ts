/** `assay mutants`: the kill matrix, subject x spec. */
import { styleText } from 'node:util'
import { Command } from 'commander'
import { allChecks } from '../sheet/checks.ts'
import { closest } from '../formula/nearest.ts'
import { counted } from '../judge/counted.ts'
import { UsageError } from '../judge/usage-error.ts'
import { judgeByNamed, judgeMutant, judgeVariant, specOf, type MutantRow, type VariantRow } from '../judge/kill-matrix.ts'
import { allMutants, allVariants } from '../laws/index.ts'
import { DEFAULT_SEED, ExitCode, readSeed } from './exit.ts'

export function mutantsCommand(): Command {
  return new Command('mutants')
    .description('print the kill matrix: which spec refutes which faulty subject, and that right variants pass')
    .option('--only <id>', 'one mutant or variant')
    .option(
      '--every-spec',
      'judge each mutant by every spec that could notice it, not only by those that it names (several minutes)',
    )
    .option('--seed <n>', 'seed of the random inputs', readSeed, DEFAULT_SEED)
    .addHelpText('after', '\nExamples:\n  assay mutants\n  assay mutants --only mle.divides-by-n-plus-1 --every-spec --seed 7')
    .action(async (options: MutantsOptions) => {
      process.exitCode = await printMatrix(options)
    })
}

interface MutantsOptions {
  readonly only?: string
  readonly everySpec?: true
  readonly seed: number
}

async function printMatrix({ only, everySpec, seed }: MutantsOptions): Promise<ExitCode> {
  const { default: reference } = await import('../subjects/reference.ts')
  const [mutants, variants] = await Promise.all([allMutants(), allVariants()])
  const ids = [...mutants, ...variants].map(({ id }) => id)
  if (only !== undefined && !ids.includes(only)) {
    const hint = closest(only, ids)
    throw new UsageError(`--only: no mutant or variant ${only}${hint === undefined ? '' : ` (${hint})`}`)
  }
  const checks = allChecks()
  const wanted = ({ id }: { readonly id: string }): boolean => only === undefined || id === only
  const killers = new Map<string, number>(checks.map(({ spec }) => [spec.id, 0]))
  let bad = 0
  for (const mutant of mutants.filter(wanted)) {
    const row = await (everySpec === true ? judgeMutant : judgeByNamed)(mutant, checks, reference, seed)
    for (const { check, sight } of row.sights)
      if (sight === 'refuted') killers.set(specOf(check), (killers.get(specOf(check)) ?? 0) + 1)
    if (row.survived.length > 0) bad += 1
    process.stdout.write(describeMutant(row))
  }
  for (const variant of variants.filter(wanted)) {
    const row = await judgeVariant(variant, checks, reference, seed)
    if (row.refusedBy.length > 0 || row.acceptedBy === 0) bad += 1
    process.stdout.write(describeVariant(row))
  }
  const toothless = only === undefined ? [...killers].filter(([, kills]) => kills === 0).map(([id]) => id) : []
  for (const id of toothless) process.stdout.write(`${styleText('red', 'kills nothing')}  ${id}\n`)
  process.stdout.write(
    `${counted(mutants.filter(wanted).length, 'mutant')}, ${counted(variants.filter(wanted).length, 'variant')}, ${counted(killers.size, 'spec')}; ${counted(bad, 'subject')} misjudged, specs that kill nothing: ${toothless.length}\n`,
  )
  return bad + toothless.length === 0 ? ExitCode.done : ExitCode.gateFailed
}

function describeMutant({ mutant, sights, survived }: MutantRow): string {
  const killed = sights.filter(({ sight }) => sight === 'refuted').map(({ check }) => check)
  const mark = survived.length === 0 ? styleText('green', 'killed  ') : styleText('red', 'SURVIVED')
  const lines = [`${mark} ${mutant.id}: ${mutant.fault}`, `           by ${killed.join(', ') || 'no spec'} (of ${sights.length})`]
  for (const spec of survived) {
    const seen = sights.filter(({ check }) => check.startsWith(spec))
    lines.push(
      `           named but not refuting: ${spec}${seen.map(({ check, sight, message }) => `\n             ${check}: ${sight} ${message}`).join('')}`,
    )
  }
  return `${lines.join('\n')}\n`
}

function describeVariant({ variant, refusedBy, acceptedBy }: VariantRow): string {
  const mark = refusedBy.length === 0 && acceptedBy > 0 ? styleText('green', 'accepted') : styleText('red', 'REFUSED ')
  const reasons = refusedBy.map(({ check, message }) => `           ${check}: ${message}\n`).join('')
  return `${mark} ${variant.id}: ${variant.because} (${acceptedBy} checks)\n${reasons}`
}

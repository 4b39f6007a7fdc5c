/** `assay list`: the laws that the suite knows and what each needs, the parts of the contract, and where each question's truth is explained. */
import { fileURLToPath } from 'node:url'
import { Command } from 'commander'
import { counted } from '../judge/counted.ts'
import { catalogue } from '../laws/index.ts'
import { questions } from '../questions/index.ts'
import { truthPage } from '../questions/truth.ts'
import { pathFromHere } from '../report/path-from-here.ts'

export function listCommand(): Command {
  return new Command('list')
    .description(
      'list every law: its id, its sentence and the parts that it needs; and for each question the page that derives its truth ' +
        '(the rulings on answers of a sheet are asked by grade, and by check of a sheet)',
    )
    .option('--parts', 'list the parts that a subject can offer instead, and how many laws need each')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  assay list\n  assay list --parts\n  assay list --json | head')
    .action(({ json = false, parts = false }: { json?: boolean; parts?: boolean }) => {
      const rows = parts ? partRows() : lawRows()
      process.stdout.write(
        json
          ? `${JSON.stringify(rows, null, 2)}\n`
          : `${(parts ? partsInWords(partRows()) : lawsInWords(lawRows())).join('\n')}\n`,
      )
    })
}

interface LawRow {
  readonly room: string
  readonly id: string
  readonly says: string
  readonly cites: string
  readonly needs: readonly string[]
  readonly runs?: number | undefined
}

function lawRows(): LawRow[] {
  return Object.entries(catalogue).flatMap(([room, specs]) =>
    specs.map(({ id, says, cites, needs, runs }) => ({ room, id, says, cites, needs, runs })),
  )
}

function lawsInWords(rows: readonly LawRow[]): string[] {
  return [...rows.map(({ id, says, needs }) => `${id}\n    ${says}\n    needs ${needs.join(', ')}`), ...explained()]
}

interface PartRow {
  readonly part: string
  readonly laws: readonly string[]
}

function partRows(): PartRow[] {
  const laws = lawRows()
  const parts = [...new Set(laws.flatMap(({ needs }) => needs))].toSorted()
  return parts.map((part) => ({ part, laws: laws.filter(({ needs }) => needs.includes(part)).map(({ id }) => id) }))
}

function partsInWords(rows: readonly PartRow[]): string[] {
  const width = Math.max(...rows.map(({ part }) => part.length))
  const contract = fileURLToPath(new URL('../../../src/contract', import.meta.url))
  return [
    ...rows.map(({ part, laws }) => `${part.padEnd(width)}  ${counted(laws.length, 'law')}`),
    `what each takes and returns: ${pathFromHere(contract)}`,
  ]
}

/** A line for each question: where one can read what is true of it, and why. */
function explained(): string[] {
  return questions.flatMap(({ id, title }) => {
    const page = truthPage(id)
    return page === undefined ? [] : [`${id}: ${title}\n    what is true, and why: ${pathFromHere(page.file)}`]
  })
}

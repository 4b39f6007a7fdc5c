/** `assay list`: the truths that the suite knows and what each needs, and where each question's truth is explained. */
import { Command } from 'commander'
import { catalogue } from '../laws/index.ts'
import { questions } from '../questions/index.ts'
import { truthPage } from '../questions/truth.ts'
import { pathFromHere } from '../report/path-from-here.ts'

export function listCommand(): Command {
  return new Command('list')
    .description(
      'list every spec: its id, its sentence and the parts that it needs; and for each question the page that derives its truth',
    )
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  assay list\n  assay list --json | head')
    .action((options: { json?: boolean }) => {
      const rows = Object.entries(catalogue).flatMap(([room, specs]) =>
        specs.map(({ id, says, cites, needs, runs }) => ({ room, id, says, cites, needs, runs })),
      )
      const text =
        options.json === true
          ? JSON.stringify(rows, null, 2)
          : [...rows.map((row) => `${row.id}\n    ${row.says}\n    needs ${row.needs.join(', ')}`), ...explained()].join('\n')
      process.stdout.write(`${text}\n`)
    })
}

/** A line for each question: where one can read what is true of it, and why. */
function explained(): string[] {
  return questions.flatMap(({ id, title }) => {
    const page = truthPage(id)
    return page === undefined ? [] : [`${id}: ${title}\n    what is true, and why: ${pathFromHere(page.file)}`]
  })
}

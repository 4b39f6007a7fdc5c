/** `assay list`: the truths that the suite knows, and what each needs. */
import { Command } from 'commander'
import { catalogue } from '../laws/index.ts'

export function listCommand(): Command {
  return new Command('list')
    .description('list every spec: its id, its sentence and the parts that it needs')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  assay list\n  assay list --json | head')
    .action((options: { json?: boolean }) => {
      const rows = Object.entries(catalogue).flatMap(([room, specs]) =>
        specs.map(({ id, says, cites, needs, runs }) => ({ room, id, says, cites, needs, runs })),
      )
      const text =
        options.json === true
          ? JSON.stringify(rows, null, 2)
          : rows.map((row) => `${row.id}\n    ${row.says}\n    needs ${row.needs.join(', ')}`).join('\n')
      process.stdout.write(`${text}\n`)
    })
}

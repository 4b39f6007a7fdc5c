/** `assay schema [sheet|report]`: the published JSON Schemas. */
import { Argument, Command } from 'commander'
import { z } from 'zod'
import { questions } from '../questions/index.ts'
import { sheetSchema } from '../sheet/sheet-schema.ts'
import { reportCard } from '../report/card.ts'

export function schemaCommand(): Command {
  return new Command('schema')
    .description('print the JSON Schema of answer sheets (for editors), or of report.json')
    .addArgument(new Argument('[of]', 'what the schema describes').choices(['sheet', 'report']).default('sheet'))
    .addHelpText('after', '\nExamples:\n  assay schema > assay.schema.json\n  assay schema report')
    .action((of: 'sheet' | 'report') => {
      const schema = of === 'sheet' ? sheetSchema(questions) : z.toJSONSchema(reportCard, { target: 'draft-7' })
      process.stdout.write(`${JSON.stringify(schema, null, 2)}\n`)
    })
}

/** `assay init [FILE]`: a commented answer sheet to fill in, and its schema beside it for editors. */
import { existsSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Command } from 'commander'
import { questions } from '../questions/index.ts'
import { initialSheet } from '../sheet/initial-sheet.ts'
import { sheetSchema } from '../sheet/sheet-schema.ts'
import { UsageError } from '../judge/usage-error.ts'
import { printable } from '../report/text.ts'

const SCHEMA = 'assay.schema.json'

export function initCommand(): Command {
  return new Command('init')
    .description('write a commented answer sheet to fill in, and the schema that lets editors complete it')
    .argument('[file]', 'the sheet to write; an existing file is left alone', 'answers.yaml')
    .addHelpText('after', '\nExamples:\n  assay init\n  assay init ada.yaml')
    .action((file: string) => {
      if (existsSync(file)) throw new UsageError(`init: ${file} is there already and was left alone; name another file`)
      const schema = join(dirname(file), SCHEMA)
      write(schema, `${JSON.stringify(sheetSchema(questions), null, 2)}\n`)
      write(file, initialSheet(questions, `./${SCHEMA}`))
      process.stdout.write(
        `${printable(basename(file))} was created; fill it in (${SCHEMA} is for your editor). Then: assay grade ${printable(file)}\n`,
      )
    })
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text)
  } catch (error) {
    throw new UsageError(`init: cannot write ${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

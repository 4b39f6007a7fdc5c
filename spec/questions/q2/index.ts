/** Question 2: five e-mail templates. Which differ from A, and does what is stated fix the answer? */
import { z } from 'zod'
import type { Decisions } from '../../../src/contract/experiment.ts'
import { slot, type Question } from '../question.ts'
import { decisions, designFixesTheDecisions, moreDataNeeded, undecidedMeansEqual } from './rulings.ts'
import { designOf, type StatedDesign } from './design.ts'
import { CORRECTIONS } from '../../laws/experiments/corrections.ts'
import { DECISIONS, MAILS, OPTIONS, patterns, TEMPLATES } from './templates.ts'
import { PROCEDURES } from '../../laws/arms/procedures.ts'
import { templates } from './figure.ts'

/** The vocabulary of the slot `states`: word -> what it means -> the spec that decides it. */
const statements = {
  'more-data-needed': { means: 'C and D need more mails to be told from A', spec: moreDataNeeded },
  'undecided-means-equal': { means: 'C and D have the rate of A, since no difference was found', spec: undecidedMeansEqual },
} as const
const words = ['more-data-needed', 'undecided-means-equal'] as const satisfies (keyof typeof statements)[]

/** Larger campaigns would take long to count, and decide everything. */
const LARGEST_N = 100_000

const decision = z.enum(DECISIONS)

/** A world is what there is to know: each template better, worse or undecided. */
export const q2: Question<Decisions> = {
  id: 'q2',
  title: 'Five e-mail templates',
  asks:
    'Templates A to E were each sent to 1000 random people; click-through rates A 10 %, B 7 %, C 8.5 %, D 12 %, E 14 %. ' +
    '(a) Too little data to tell any template from A at 95 %; (b) E is better and B worse than A with over 95 % confidence, C and D need a ' +
    'longer test; (c) D and E are better and B and C worse than A with over 95 % confidence.',
  supplies: {
    n: `${MAILS} mails per template`,
    rates: 'A 10 %, B 7 %, C 8.5 %, D 12 %, E 14 %',
    confidence: '95 %, two-sided',
  },
  // n has one level: the question gives it. A sheet may assume it, to state it; other sizes are stated in `design`
  conditions: { n: [String(MAILS)], ...decisions.conditions, ...undecidedMeansEqual.conditions },
  figure: templates,
  synonyms: { 'chi-square': 'pooled z', 'z-test': 'pooled z', 't-test': 'unpooled z' },
  assemble: (answers) => ({ statedDesign: () => designOf(answers) }),
  fixes(answers) {
    const { test, correction } = designOf(answers)
    return { ...(test && { procedure: test }), ...(correction && { correction }) }
  },
  states(answers) {
    const { n, alpha, sides } = designOf(answers)
    return [...(n === undefined ? [] : ['n']), ...(alpha === undefined && sides === undefined ? [] : ['confidence'])]
  },
  slots: {
    option: slot<keyof typeof OPTIONS, Decisions>({
      means: 'the right option: a, b or c',
      example: 'b',
      reads: z.enum(['a', 'b', 'c']),
      parts: (option) => ({ templateDecisions: () => OPTIONS[option] }),
      specs: () => [decisions],
      allows: (option, world) => agrees(OPTIONS[option], world),
    }),
    decisions: slot<Decisions, Decisions>({
      means: `what the rates say about templates against A: ${DECISIONS.join(', ')}`,
      example: { E: 'better' },
      reads: z
        .partialRecord(z.enum(TEMPLATES), decision)
        .refine((claimed) => Object.keys(claimed).length > 0, 'say something about at least one template'),
      parts: (claimed) => ({ templateDecisions: () => claimed }),
      specs: () => [decisions],
      allows: agrees,
    }),
    design: slot<StatedDesign, Decisions>({
      means:
        'what is stated about the design: n (per template), test, correction, alpha, sides (1 or 2); it governs option and decisions',
      example: { n: MAILS, test: 'pooled z', correction: 'none' },
      reads: z.strictObject({
        n: z.int().positive().max(LARGEST_N).optional(),
        test: z.enum(PROCEDURES).optional(),
        correction: z.enum(CORRECTIONS).optional(),
        alpha: z.number().gt(0).lt(1).optional(),
        sides: z.union([z.literal(1), z.literal(2)]).optional(),
      }),
      parts: (design) => ({ statedDesign: () => design }),
      specs: () => [designFixesTheDecisions],
    }),
    states: slot<(typeof words)[number], Decisions>({
      means: `a statement in words: ${words.map((word) => `${word} (${statements[word].means})`).join(', ')}`,
      example: 'more-data-needed',
      reads: z.enum(words),
      parts: () => ({}),
      specs: (word) => [statements[word].spec],
      allows: (word, { C, D }) => word !== 'more-data-needed' || (C === 'undecided' && D === 'undecided'),
    }),
  },
  worlds: patterns,
}

function agrees(claimed: Decisions, world: Decisions): boolean {
  return Object.entries(claimed).every(([name, decided]) => world[name] === decided)
}

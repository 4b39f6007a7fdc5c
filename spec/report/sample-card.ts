/** A report card written by hand for the specs of this room: all seven verdicts, long texts, and a hostile sheet. Not a real run. */
import { verdictWords, type VerdictWord } from '../judge/verdict.ts'
import type { EvidenceReport, ItemReport, ReportCard } from './card.ts'

const hostile = '<script>alert("1 < 2 & 3")</script> \u001b[31mred\u001b[0m ]]> \u0000 \u202e "quoted" http://evil.example/x.png'

function evidence(spec: string, says: string, word: VerdictWord, more: Partial<EvidenceReport> = {}): EvidenceReport {
  const replay = `assay check spec/sheets/submitted.yaml --spec ${spec} --seed 1`
  const verdict = { word, reason: says, ...(more.failure === undefined ? {} : { failure: more.failure }) }
  const outcome = word === 'holds' ? 'passed' : word === 'undecided' ? 'out of time' : 'wrong value'
  const run = { seed: 1, runs: 100, checks: 412, reached: {}, measured: {}, remarks: [], premises: [], elapsedMs: 12.4 }
  return {
    spec,
    says,
    cites: 'derived here: the objective is strictly convex',
    subject: 'submitted',
    outcome,
    ...run,
    verdict: { ...verdict, share: sharesOf[verdict.word] },
    replay,
    ...more,
  }
}

const sharesOf: Readonly<Record<VerdictWord, number>> = {
  holds: 1,
  conditional: 0.5,
  loose: 0.5,
  'not offered': 0,
  undecided: 0,
  contradictory: 0,
  refuted: 0,
}

function item(
  id: string,
  text: string,
  claims: string[],
  word: VerdictWord,
  reason: string,
  more: Partial<ItemReport> = {},
): ItemReport {
  const earned = sharesOf[word]
  const base = { question: id.slice(0, 2).toLowerCase(), contradicts: [], supplied: [], points: { earned, of: 1 }, evidence: [] }
  return { id, text, claims, verdict: { word, reason, share: earned }, ...base, ...more }
}

const wrongCopies = {
  message:
    'weight of each copy: expected 0.7133498878774648, got 0.3566749439387324 (tolerance 1e-12, difference 0.3465735902799727)',
  expected: '0.7133498878774648',
  got: '0.3566749439387324',
  counterexample: '[{"x":[[1],[1],[1],[1],[-1],[-1],[-1],[-1]],"y":[1,1,1,0,0,0,0,1],"penalty":"l1","strength":0.125}]',
  path: '17:3:0',
  shrinks: 12,
}

const penalties = ['none', 'l1', 'l2', 'elastic net'].flatMap((penalty) =>
  ['zero', 'symmetric', 'random'].map((start) => ({
    condition: { penalty, start, solver: 'gradient descent' },
    outcome: penalty === 'l2' || start !== 'random' ? ('passed' as const) : ('wrong value' as const),
    ...(penalty === 'l2' || start !== 'random' ? {} : { failure: wrongCopies }),
  })),
)

const items: ItemReport[] = [
  item(
    'Q1.a',
    'the relation depends on how the duplicated feature affects the model',
    ['states: depends-on-effect'],
    'contradictory',
    'cannot be true together with Q1.f: no world allows both; a literal duplicate is always redundant',
    { contradicts: ['Q1.f'] },
  ),
  item(
    'Q1.e',
    'every other weight, and the intercept, is unchanged',
    ['others: w_i'],
    'conditional',
    'true when penalty = none; the sheet does not state it. with penalty = l2, strength = 1/8: other weights[0]: expected 0.5108256237659907, got 0.4925137742 at 8 rows',
    {
      supplied: ['the penalty: the question names none'],
      evidence: [
        evidence('duplicate.others-unchanged', 'every weight of a feature that was not copied keeps its value', 'conditional', {
          under: penalties,
          trueWhen: 'penalty = l2; or start = zero or symmetric',
          failure: wrongCopies,
          tolerance: { share: 0.1234, what: 'gradient at the optimum[3]' },
          measured: {
            'sum of the copies': 0.7133498878774648,
            'n where true': [664, 1880],
            'weight by penalty': [
              { penalty: 0.001, weight: 0.7133 },
              { penalty: 0.01, weight: 0.6412 },
              { penalty: 0.1, weight: 0.55 },
            ],
            solver: { name: 'newton', steps: 7 },
          },
        }),
      ],
    },
  ),
  item(
    'Q1.f',
    "w'_n = w'_{n+1} = w_n / 2",
    ['copies: w_n / 2'],
    'refuted',
    'with penalty = l1, start = random: weight of each copy: expected 0.7133498878774648, got 0.3566749439387324 at 8 rows of one feature; it would hold when penalty = none and start = zero; and so on and so forth, at a length that a reader of a terminal does not want to see without asking for it',
    {
      contradicts: ['Q1.a'],
      evidence: [
        evidence('duplicate.copies-halve', 'each copy has half the weight of the original', 'refuted', {
          failure: { ...wrongCopies, said: 'expected' },
          fromReference: ['fitLogistic'],
          tolerance: { share: 1, what: 'weight' },
          reached: { separable: 3, 'not separable': 97 },
        }),
      ],
    },
  ),
  item('Q2.a', 'option (b) is correct', ['option: b'], 'conditional', 'true when n = 664..1880; the question supplies n = 1000', {
    supplied: ['n = 1000'],
    points: { earned: 1, of: 1 },
  }),
  item(
    'Q2.b',
    'E (14 %) beats A (10 %) with over 95 % confidence',
    ['decisions: E better'],
    'holds',
    'E is better than A at n = 1000 (p = 0.0059) (under all 24 conditions)',
    {
      evidence: [
        evidence('two-proportion.e-beats-a', 'the two-sided test refuses equality of E and A', 'holds', {
          tolerance: { share: 0.02, what: 'p' },
          measured: { z: 2.752, p: 0.005923 },
        }),
      ],
    },
  ),
  item(
    'Q3.a',
    'forward pass O(m n)',
    ['forward: O(m*n)'],
    'loose',
    'a true upper bound, not tight: expected O(m k), got O(m n)',
    { points: { earned: 0.5, of: 1 } },
  ),
  item(
    'Q3.e',
    '重みは半分になる。これはとても長い日本語の文で、幅の計算を確かめるためのものです。重みは半分になる。',
    ['total: O(m*n)'],
    'undecided',
    'gave up after 12 inputs: the budget of 20000 ms was spent',
  ),
  item('Q4.g', hostile, [hostile], 'not offered', 'the item makes no claim that a spec can judge'),
  item(
    'Q5.b',
    'the posterior is a Beta distribution; the Bayes estimate is its mean',
    ['posterior: beta', 'bayes: (k + 1) / (n + 2)'],
    'holds',
    'the posterior mean under the uniform prior is (k + 1) / (n + 2) (100 inputs, 412 comparisons)',
    {
      evidence: [
        evidence('beta-bernoulli.mean', 'the mean of the posterior is (k + a) / (n + a + b)', 'holds'),
        evidence('formula.bayes', 'the formula equals (k + 1) / (n + 2) at every rational point', 'holds'),
      ],
    },
  ),
]

export const sampleCard: ReportCard = {
  format: 1,
  assay: '0.1.0',
  versions: { node: 'v20.20.2', platform: 'linux x64', 'fast-check': '4.10.2' },
  sheet: { title: 'The submitted assignment', file: 'spec/sheets/submitted.yaml' },
  seed: 1,
  date: '2026-08-01T10:00:00.000Z',
  complete: true,
  planned: items.length,
  questions: [
    {
      id: 'q1',
      title: 'A feature is duplicated',
      asks: 'Logistic regression is trained; feature n is duplicated and the model retrained. How do the new weights relate to the old?',
    },
    { id: 'q2', title: 'Five e-mail templates', asks: 'Which templates can be told from template A with 95 % confidence?' },
    {
      id: 'q3',
      title: 'The cost of one iteration',
      asks: 'What does one iteration of gradient descent cost when the examples are sparse?',
    },
    {
      id: 'q4',
      title: 'Which new training data',
      asks: 'Which of three ways to choose stories to label helps the classifier most?',
    },
    { id: 'q5', title: 'A coin', asks: 'k heads in n tosses: estimate p in three ways.' },
  ],
  items,
  counts: Object.fromEntries(
    verdictWords.map((word) => [word, items.filter(({ verdict }) => verdict.word === word).length]),
  ) as ReportCard['counts'],
  points: { earned: items.reduce((sum, { points }) => sum + points.earned, 0), of: items.length },
  elapsedMs: 4321.5,
}

/** Question 4: which new training data helps a classifier most. A ranking is judged together with its regime. */
import { z } from 'zod'
import { slot, type Question } from '../question.ts'
import { methods } from './figure.ts'
import { methodsRank, rankingConditions } from './rank.ts'
import { allPlaces, allows, ranking, type Places, type Ranking } from './ranking.ts'
import { statements } from './statements.ts'
import { beginTrials } from './trials.ts'

export const q4: Question<Places> = {
  id: 'q4',
  title: 'Which new training data helps most',
  asks:
    'V1 classifies news stories from 1000 sources. Method 1 labels the 10 000 stories of 1 million that lie closest to its decision boundary; ' +
    'method 2 labels 10 000 random stories; method 3 labels 1 million and keeps the 10 000 where V1 is wrong and farthest from the boundary. ' +
    'Rank the methods by the accuracy of V2.',
  supplies: {
    training: 'V2 is trained on the 10 000 stories of V1 and the 10 000 new ones',
    labels: 'given by people, who are sometimes wrong or in doubt',
    sources: 'V1 was trained on stories of one source, V2 is judged on all',
    annotator: 'people label what a method picks',
  },
  conditions: { ...rankingConditions, annotator: ['people', 'V1'], stories: ['selected', 'million'] },
  figure: methods,
  takesSeconds: 13,
  begins: beginTrials,
  slots: {
    ranking: slot<Ranking, Places>({
      means:
        'the methods by the accuracy of V2, the best first: "3 > 2 > 1", "3 first", "2 > 1"; "=" is within one point, ">=" not a point worse; what is left out is not judged',
      example: '2 > 1 > 3',
      reads: ranking,
      parts: (value) => ({ rankedMethods: () => value }),
      specs: () => [methodsRank],
      allows,
    }),
    states: slot<string, Places>({
      means: `a statement: ${Object.entries(statements)
        .map(([word, { means }]) => `${word} (${means})`)
        .join('; ')}`,
      example: 'random-ignores-the-boundary',
      reads: z.enum(Object.keys(statements)),
      parts: () => ({}),
      specs: (word) => [statements[word]?.ruling].filter((ruling) => ruling !== undefined),
    }),
  },
  worlds: () => allPlaces,
}

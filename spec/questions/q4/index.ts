/** Q4: which new training data helps a classifier most. No spec judges it yet: its items are not offered. */
import type { Question } from '../question.ts'

export const q4: Question = {
  id: 'q4',
  title: 'Which new training data helps most',
  asks:
    'V1 classifies news stories from 1000 sources. Method 1 labels the 10 000 stories of 1 million that lie closest to its decision boundary; ' +
    'method 2 labels 10 000 random stories; method 3 labels 1 million and keeps the 10 000 where V1 is wrong and farthest from the boundary. ' +
    'Rank the methods by the accuracy of V2.',
  supplies: {},
  conditions: {},
  slots: {},
}

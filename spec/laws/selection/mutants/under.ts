/** The condition of question 4 under which faults are looked for: one regime, for a run of many would show no more. */
import type { Condition } from '../../../judge/spec.ts'

/** Uncertain labels, no blind spot. */
export const usual: Condition = { picks: 'many', 'old data': 'many', penalty: 'strong', labels: 'logistic', 'blind spot': 'none' }

/** Conditions of question 4 under which faults are looked for: one regime each, for a run of many would show no more. */
import type { Condition } from '../../../judge/spec.ts'

/** Uncertain labels, no blind spot. */
export const usual: Condition = { picks: 'many', 'old data': 'many', penalty: 'strong', labels: 'logistic', 'blind spot': 'none' }

/** Labels that are wrong now and then, no blind spot. */
export const noisy: Condition = { ...usual, labels: 'noisy' }

/** A blind spot, and labels that are never wrong. */
export const blind: Condition = { ...usual, penalty: 'weak', labels: 'clean', 'blind spot': 'large' }

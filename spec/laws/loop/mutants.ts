/** Training loops with one fault each: the correct loop, with a step dropped, doubled, moved or changed. */
import type { Condition } from '../../judge/spec.ts'
import type { Mutant } from '../../judge/mutant.ts'
import { correctProgram } from '../../loops/correct.ts'
import { changed } from '../../loops/edits.ts'
import { allSteps, type Program, type Step } from '../../loops/vocabulary.ts'

const on = (strategy: string, dtype = 'float32'): Condition => ({
  strategy,
  ranks: strategy === 'single' ? '1' : '2',
  device: 'gpu',
  dtype,
})
const single = on('single')
const ddp = on('ddp')
const fsdp = on('fsdp')

function mutant(id: string, fault: string, program: Program, under: Condition, ...refutedBy: readonly string[]): Mutant {
  return {
    id: `loop.${id}`,
    fault,
    refutedBy: refutedBy.map((law) => `loop.${law}`),
    under,
    parts: { trainingLoop: { programFor: () => program } },
  }
}

const each = (what: Step['do'], by: (step: Step) => readonly Step[]): Program =>
  changed(correctProgram, (step) => (step.do === what ? by(step) : undefined))
const without = (what: Step['do']): Program => each(what, () => [])
const after = (what: Step['do'], ...more: readonly Step[]): Program => each(what, (step) => [step, ...more])

/** The steps that rank 0 does alone, done by every rank. */
const byEveryRank = (what: Step['do']): Program =>
  changed(correctProgram, (step) =>
    step.do === 'when' && [...allSteps(step.body)].some((inner) => inner.do === what) ? step.body : undefined,
  )

/** The loss is computed on the rounded logits, outside autocast. */
const lossOutside = changed(correctProgram, (step) => {
  if (step.do !== 'autocast') return undefined
  const [forward, ...rest] = step.body
  return forward === undefined ? [] : [{ ...step, body: [forward] }, ...rest]
})

const mutants: readonly Mutant[] = [
  mutant('set-epoch-dropped', 'set_epoch is never called', without('set epoch'), ddp, 'order-changes-by-epoch'),
  mutant(
    'no-sampler',
    'every rank draws from the whole data set',
    each('loader', (step) =>
      'sampler' in step && step.sampler === 'sampler'
        ? [{ do: 'loader', of: 'train', as: 'loader', batch: 8, shuffle: true, dropLast: true }]
        : [step],
    ),
    ddp,
    'ranks-share-the-data',
  ),
  mutant(
    'clip-before-unscale',
    'gradients are clipped while they are scaled',
    without('unscale'),
    single,
    'clip-sees-the-true-norm',
  ),
  mutant(
    'step-twice',
    'optimizer.step after scaler.step',
    after('scaler update', { do: 'optimizer step' }),
    single,
    'one-update-a-gradient',
  ),
  mutant(
    'scaler-every-epoch',
    'a new scaler in every epoch',
    after('train mode', { do: 'scaler', growthInterval: 3 }),
    single,
    'one-scaler',
  ),
  mutant(
    'scaler-every-update',
    'a new scaler for every update',
    after('scaler update', { do: 'scaler' }),
    single,
    'scale-is-kept',
  ),
  mutant('update-dropped', 'scaler.update is never called', without('scaler update'), single, 'runs-to-its-end'),
  mutant(
    'scaler-left-out',
    'from the second epoch on the optimizer steps without the scaler, which is updated all the same',
    each('scaler step', (step) => [{ do: 'when', test: 'epoch', body: [{ do: 'optimizer step' }], otherwise: [step] }]),
    single,
    'scaler-follows-every-update',
  ),
  mutant(
    'data-parallel',
    'DataParallel for DDP',
    changed(correctProgram, (step) =>
      step.do === 'wrap' ? [{ ...step, with: 'dp' }] : step.do === 'no sync' ? step.body : undefined,
    ),
    ddp,
    'ranks-exchange-gradients',
    'ranks-agree',
  ),
  mutant(
    'not-sharded',
    'DDP where FSDP is asked for',
    each('wrap', (step) => [{ ...step, with: 'ddp' } as Step]),
    fsdp,
    'parameters-are-sharded',
  ),
  mutant(
    'sharded-copies',
    'FSDP wraps a model that DataParallel copies',
    changed(correctProgram, (step) =>
      step.do === 'wrap' && step.with === 'fsdp2' ? [{ ...step, with: 'dp' }, step] : undefined,
    ),
    fsdp,
    'wrappers-stand-alone',
  ),
  mutant('zero-grad-dropped', 'gradients are never zeroed', without('zero grad'), ddp, 'gradients-start-at-zero'),
  mutant(
    'loss-not-divided',
    'the loss of a part is not divided',
    each('divide loss', (step) => [{ ...step, by: 1 } as Step]),
    single,
    'updates-follow-the-mean-gradient',
  ),
  mutant(
    'short-batch-kept',
    'the short last batch weighs as much as the others',
    each('loader', (step) => [{ ...step, dropLast: false } as Step]),
    single,
    'updates-follow-the-mean-gradient',
  ),
  mutant(
    'half-of-the-examples',
    'the second half of an epoch reaches no update',
    changed(correctProgram, (step) =>
      step.do === 'when' && step.body.some((inner) => inner.do === 'unscale')
        ? [{ ...step, test: { op: 'and', of: [step.test, { op: '<', of: ['i', 6] }] } }]
        : undefined,
    ),
    single,
    'every-example-trains',
  ),
  mutant('eval-dropped', 'dropout is on in evaluation', without('eval mode'), single, 'evaluates-in-evaluation-mode'),
  mutant('train-dropped', 'after the first evaluation dropout is off', without('train mode'), single, 'trains-in-training-mode'),
  mutant(
    'loss-outside-autocast',
    'the loss is computed in float16',
    lossOutside,
    on('single', 'float16'),
    'loss-is-computed-in-float32',
  ),
  mutant(
    'scale-too-large',
    'the scale begins where no gradient is finite, and does not come down',
    changed(correctProgram, (step) =>
      step.do === 'scaler'
        ? []
        : step.do === 'zero grad'
          ? [step, { do: 'scaler', initial: 2 ** 40 }]
          : step.do === 'data set' && step.as === 'train'
            ? [step, { do: 'scaler', initial: 2 ** 40 }]
            : undefined,
    ),
    on('single', 'float16'),
    'gradients-stay-finite',
    'scaler-steps-train',
  ),
  mutant(
    'autocast-for-cpu',
    'autocast is for another device',
    each('autocast', (step) => [{ ...step, device: 'cpu' } as Step]),
    on('single', 'float16'),
    'autocast-works',
  ),
  mutant('every-rank-prints', 'every rank prints', byEveryRank('log'), ddp, 'one-rank-prints', 'one-rank-writes'),
  mutant(
    'last-loss-printed',
    'the loss of the last batch is printed as that of the epoch',
    each('set', (step) =>
      step.do === 'set' && step.name === 'total' && step.to !== 0
        ? [{ do: 'set', name: 'total', to: { op: '*', of: [{ op: 'item', of: ['loss'] }, 'rows'] } }]
        : [step],
    ),
    single,
    'printed-loss-is-the-mean',
  ),
  mutant(
    'wrapped-names-saved',
    'the names of the wrapper are saved',
    each('state dict', (step) => [{ ...step, full: false } as Step]),
    ddp,
    'saved-model-loads',
  ),
  mutant(
    'weights-alone-saved',
    'only the weights are saved',
    each('save', (step) => [{ ...step, what: { '': 'state' } } as Step]),
    single,
    'runs-can-be-resumed',
  ),
  mutant('no-seed', 'no seed is set', without('seed'), single, 'luck-changes-nothing'),
  mutant('no-group', 'no process group is made', without('init group'), ddp, 'wraps-can-be-made'),
  mutant('one-gpu', 'all ranks train on GPU 0', without('set device'), ddp, 'ranks-have-their-own-devices'),
  mutant(
    'optimizer-before-shards',
    'the optimizer is built before FSDP makes new parameters',
    changed(correctProgram, (step) => {
      if (step.do === 'move') return [step, { do: 'optimizer', rule: 'adamw', rate: 0.01 }]
      if (step.do === 'optimizer' || step.do === 'unscale' || step.do === 'scaler update') return []
      return step.do === 'scaler step' ? [{ do: 'optimizer step' }] : undefined
    }),
    fsdp,
    'optimizer-holds-the-model',
  ),
  mutant(
    'schedule-by-batch',
    'the schedule is stepped after every batch',
    changed(correctProgram, (step) =>
      step.do === 'schedule step' ? [] : step.do === 'backward' ? [step, { do: 'schedule step' }] : undefined,
    ),
    single,
    'rate-follows-the-schedule',
  ),
  mutant(
    'warm-up-from-nothing',
    'the rate begins at 0',
    each('schedule', (step) => [{ ...step, factor: 'count' } as Step]),
    single,
    'every-rate-is-positive',
  ),
  mutant(
    'name-missing',
    'a name is not defined',
    [{ do: 'fail', kind: 'name', message: "NameError: name 'model' is not defined" }, ...correctProgram],
    single,
    'names-are-defined',
  ),
  mutant(
    'import-unused',
    'DDP is imported and never used',
    [
      { do: 'import', names: ['DDP'], wraps: 'ddp' },
      ...changed(correctProgram, (step) =>
        step.do === 'wrap' && step.with === 'ddp' ? [] : step.do === 'no sync' ? step.body : undefined,
      ),
    ],
    ddp,
    'imported-wrappers-are-used',
  ),
  mutant(
    'scaler-not-updated',
    'the scaler is updated in the first epoch only',
    changed(correctProgram, (step) =>
      step.do === 'scaler update'
        ? [step, { do: 'when', test: 'epoch', body: [{ do: 'scaler' }, { do: 'scale', of: 'part' }] }]
        : undefined,
    ),
    single,
    'scale-is-kept',
  ),
  mutant('nothing-read', 'no reading of memory is taken', correctProgram, single, 'every-rank-takes-readings'),
]

export default mutants

/** Training with one fault on every rank. Each runs as ranks do, by the URL of its program. */
import type { TrainingJob } from '../../../../src/contract/parallel.ts'
import { trainOnRanks } from '../../../../src/train/train-on-ranks.ts'
import type { Mutant } from '../../../judge/mutant.ts'
import type { FaultyJob } from './faulty-rank.ts'

function withFault(fault: string, id: string, says: string, refutedBy: readonly string[]): Mutant {
  const url = new URL('./faulty-rank.js', import.meta.url)
  const parts = {
    trainOnRanks: (job: TrainingJob) => trainOnRanks(job, { url, data: { job, fault } satisfies FaultyJob }),
  }
  return { id, fault: says, refutedBy: refutedBy.map((law) => `parallel.${law}`), parts }
}

const ORACLE = 'training-is-training-in-one-place'
const THREADS = 'threads-have-the-same-bits'
const BITS = 'every-layout-has-the-same-bits'

export default [
  withFault('summed', 'parallel.training-sums-gradients', 'gradients of rank means are summed, not averaged, over the ranks', [
    ORACLE,
  ]),
  withFault('divided twice', 'parallel.training-divides-twice', 'gradients are divided by the number of ranks twice', [ORACLE]),
  withFault(
    'reduced too early',
    'parallel.reduces-before-the-last-micro-batch',
    'gradients are reduced before the last micro-batch is in',
    [ORACLE, THREADS],
  ),
  withFault(
    'mean of means',
    'parallel.training-takes-the-mean-of-means',
    'the gradient is the mean of the ranks’ means on unequal shares',
    ['batches-of-unequal-length-count-by-tokens'],
  ),
  withFault('ignored targets counted', 'parallel.training-counts-ignored-targets', 'ignored targets are counted', [
    'batches-of-unequal-length-count-by-tokens',
  ]),
  withFault(
    'not divided by the micro-batches',
    'parallel.training-does-not-divide',
    'accumulated gradients are not divided by the number of micro-batches',
    [ORACLE],
  ),
  withFault('not reduced', 'parallel.last-micro-batch-is-not-reduced', 'the last micro-batch is not synchronised either', [
    ORACLE,
    BITS,
    THREADS,
  ]),
  withFault(
    'only the last micro-batch',
    'parallel.zeroes-inside-the-accumulation',
    'gradients are zeroed inside the accumulation',
    [ORACLE],
  ),
  withFault('step at every micro-batch', 'parallel.steps-at-every-micro-batch', 'the optimizer steps at every micro-batch', [
    ORACLE,
  ]),
  withFault(
    'tail dropped',
    'parallel.training-drops-uneven-micro-batches',
    'micro-batches that do not divide evenly are dropped',
    ['unequal-shares-train-alike', 'threads-of-unequal-shares-train-alike'],
  ),
  withFault('bucket loses an element', 'parallel.bucket-loses-its-last-element', 'the last element of a bucket is not reduced', [
    'buckets-change-nothing',
  ]),
  withFault('gradients not zeroed', 'parallel.gradients-are-not-zeroed', 'gradients of the step before are still there', [
    ORACLE,
  ]),
  withFault('not broadcast', 'parallel.ranks-begin-apart', 'every rank begins with its own parameters', [
    'rank-0-decides-how-training-begins',
  ]),
  withFault('clipped before unscaling', 'parallel.clips-by-the-scaled-norm', 'the gradient is clipped by its scaled norm', [
    'clipping-sees-the-whole-gradient',
  ]),
  withFault(
    'clipped before the reduction',
    'parallel.clips-before-the-reduction',
    'each rank clips its own gradient before the reduction',
    ['clipping-sees-the-whole-gradient'],
  ),
  withFault('coefficient above 1', 'parallel.clipping-scales-up', 'small gradients are scaled up to the bound', [
    'clipping-sees-the-whole-gradient',
  ]),
  withFault('local norm', 'parallel.clips-by-the-norm-of-own-shards', 'each rank clips by the norm of its own shards', [
    'clipping-sees-the-whole-gradient',
    BITS,
    THREADS,
  ]),
  withFault('padding trained', 'parallel.padding-is-trained', 'a padding element is trained', [ORACLE]),
  withFault(
    'scattered without the mean',
    'parallel.scatters-without-the-mean',
    'gradients are reduced and scattered without the mean',
    [ORACLE],
  ),
  withFault(
    'optimizer of other parameters',
    'parallel.optimizer-holds-old-parameters',
    'the optimizer holds the parameters of before the sharding',
    [ORACLE, 'ranks-that-do-not-synchronise-differ'],
  ),
  withFault('decay of biases', 'parallel.biases-are-decayed', 'biases are decayed like matrices', [ORACLE]),
  withFault(
    'infinity not shared',
    'parallel.infinity-stops-one-rank-only',
    'an infinite gradient stops only the rank that sees it',
    ['one-infinity-stops-every-rank', 'threads-stop-for-one-infinity'],
  ),
  withFault('one mask for all ranks', 'parallel.ranks-drop-the-same-elements', 'all ranks drop the same elements', [
    'dropout-belongs-to-the-micro-batch',
    BITS,
    THREADS,
  ]),
  withFault(
    'last loss logged',
    'parallel.logs-the-last-micro-batch',
    'the loss of the last micro-batch is logged as the step’s',
    ['the-loss-is-the-mean-over-all-ranks'],
  ),
  withFault('local loss logged', 'parallel.logs-own-loss', 'each rank logs its own loss', [
    'the-loss-is-the-mean-over-all-ranks',
    'evaluation-is-a-mean-over-all-targets',
  ]),
  withFault('every rank writes', 'parallel.every-rank-logs', 'every rank writes the log', [
    'the-loss-is-the-mean-over-all-ranks',
  ]),
  withFault(
    'unweighted loss logged',
    'parallel.logs-the-unweighted-mean',
    'the loss is the unweighted mean of the ranks’ means',
    ['the-loss-is-the-mean-over-all-ranks'],
  ),
  withFault(
    'ranks without data stay away',
    'parallel.short-ranks-miss-reductions',
    'a rank with fewer micro-batches takes part in fewer reductions',
    ['unequal-shares-train-alike', 'threads-of-unequal-shares-train-alike'],
  ),
  withFault('one after the other', 'parallel.micro-batches-sum-in-sequence', 'micro-batches are summed one after the other', [
    BITS,
    'three-ranks-of-equal-trees-have-the-same-bits',
    THREADS,
    'a-gpt2-has-the-same-bits-in-every-layout',
  ]),
  withFault('nothing sharded', 'parallel.fsdp-shards-nothing', 'FSDP keeps everything on every rank', [
    'each-rank-keeps-its-share-only',
    'a-step-sends-what-the-formula-says',
    THREADS,
  ]),
  withFault('gathered for ever', 'parallel.fsdp-never-releases', 'FSDP never releases what it gathered', [
    'what-is-released-is-gone',
    'keeping-blocks-changes-nothing',
    BITS,
  ]),
  withFault('unscaled twice', 'parallel.training-unscales-twice', 'gradients are divided by the loss scale twice', [
    'powers-of-two-scale-exactly',
  ]),
  withFault('not unscaled', 'parallel.gradients-are-not-unscaled', 'gradients are not divided by the loss scale', [
    'powers-of-two-scale-exactly',
  ]),
  withFault('unused blocks pass', 'parallel.unused-blocks-go-unnoticed', 'blocks that take no part in the loss go unnoticed', [
    'unused-blocks-are-named-or-have-gradient-0',
  ]),
  withFault('released in name only', 'parallel.fsdp-keeps-copies', 'FSDP keeps copies of all wholes', [
    'what-is-released-is-gone',
  ]),
  {
    id: 'parallel.resumes-from-anything',
    fault: 'states of another layout are taken for none',
    refutedBy: ['parallel.jobs-that-make-no-sense-are-refused'],
    parts: {
      trainOnRanks: (job) => {
        const { resumeFrom: _, ...rest } = job
        return trainOnRanks(rest)
      },
    },
  },
] satisfies Mutant[]

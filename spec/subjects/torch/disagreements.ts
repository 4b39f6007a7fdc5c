/** Where PyTorch 2.15 and the contract part, and why. Every other law that PyTorch's parts come under holds of it. */

/** Laws that are not asked of PyTorch: they are about what is this project's own. */
export const OWN: readonly { readonly specs: RegExp; readonly because: string }[] = [
  {
    specs:
      /^parallel\.(every-layout-has-the-same-bits|threads-have-the-same-bits|a-gpt2-has-the-same-bits|three-ranks-of-equal-trees|buckets-change-nothing|the-loss-is-the-mean|a-run-goes-on)/,
    because:
      'PyTorch promises no order of its sums: DDP, FSDP2 and one device differ in the last bits of float64 (losses by 2e-15)',
  },
  {
    specs: /^parallel\.(each-rank-keeps-its-share-only|a-step-sends-what-the-formula-says)/,
    because:
      'FSDP2 shards rows of each parameter, with no flat unit and no padding, and gloo does a reduce-scatter by way of an all-reduce: other sizes and other bytes',
  },
  {
    specs: /^parallel\.(what-goes-on-counts-on|buckets-bound-a-message|jobs-that-make-no-sense-are-refused)/,
    because:
      'a checkpoint in the layout of the contract, the messages of a bucket counted, and which jobs are refused in which words are our own',
  },
  {
    specs: /^(gpt2\.dropout-is-the-same-both-ways|train\.a-step-is-of-the-model)/,
    because:
      'dropout that is a function of seed, step and micro-batch is our own; PyTorch draws from the generator of its process',
  },
  { specs: /^precision\./, because: 'rounding every result to a format that float32 arithmetic emulates is our own' },
]

/** Laws that PyTorch breaks, with what shows it. */
export const DISAGREES: readonly { readonly spec: string; readonly shown: string; readonly because: string }[] = [
  {
    spec: 'adam.refuses',
    shown: 'NaN',
    because: 'an infinite weight decay is accepted (only "not at least 0" is refused), and the parameters become NaN',
  },
  { spec: 'sgd.refuses', shown: 'weightDecay', because: 'a weight decay that is NaN is accepted, and the parameters become NaN' },
  { spec: 'clip.infinities', shown: 'maxNorm', because: 'a bound of 0, or one that is NaN, is accepted' },
  {
    spec: 'clip.float32',
    shown: 'norm: expected 1, got 0',
    because: 'squares of float32 gradients are float32 numbers: the norm of gradients of 1e-30 is 0, that of 1e20 is infinite',
  },
  {
    spec: 'clip.float64',
    shown: 'norm: expected 13, got 0',
    because: 'squares are summed as they are: the norm is 0 below 1e-162 and infinite above 1e154, and then gradients become 0',
  },
  { spec: 'scaler.refuses', shown: 'initScale', because: 'a scaler may begin at 0, from where no growth leads away' },
  { spec: 'sampler.refuses', shown: 'epoch', because: 'set_epoch takes negative numbers' },
  {
    spec: 'parallel.unused-blocks-are-named-or-have-gradient-0',
    shown: 'traces',
    because:
      'DDP names an unused block, from the second step on; FSDP2 and plain training leave its gradient None and say nothing',
  },
]

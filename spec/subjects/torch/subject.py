"""
PyTorch as a subject: parts of the contract by torch itself.
assay check --process "python3 spec/subjects/torch/subject.py" --only optim,sampler
"""
import functools
import os

import assay_subject  # first: from here on nothing else can speak on the line

# Before torch is loaded: one thread, so that nothing is lost when ranks are forked, and gloo on this machine alone.
os.environ.update(OMP_NUM_THREADS='1', GLOO_SOCKET_IFNAME='lo', TORCH_DISTRIBUTED_DEBUG='INFO', CUDA_VISIBLE_DEVICES='')

import gpt2
import optimisation
import parallel
import sampling
import torch
from ranks import Ranks

ROOMS = {
    optimisation: ['adam', 'adamW', 'sgd', 'clipGradNorm', 'runScaler', 'runScaledSteps', 'toFloat16', 'toBfloat16'],
    sampling: ['randomOrder', 'distributedIndices'],
    gpt2: ['parameterCount', 'gpt2LossAndGradients', 'gpt2Logits'],
}
ON_RANKS = ['averageOverRanks', 'trainOnRanks']

if __name__ == '__main__':
    torch.set_num_threads(1)
    ranks = Ranks()
    parts = {name: getattr(room, name) for room, names in ROOMS.items() for name in names}
    on_ranks = {name: functools.partial(getattr(parallel, name), ranks) for name in ON_RANKS}
    assay_subject.serve(f'torch {torch.__version__}', **parts, **on_ranks)

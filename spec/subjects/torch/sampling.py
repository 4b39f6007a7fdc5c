"""The room `sampler` of the contract by torch itself: random orders, and DistributedSampler's shares."""
import numpy
import torch
from tensors import refusing
from torch.utils.data import DistributedSampler


@refusing
def randomOrder(length, seed):
    generator = torch.Generator()
    generator.manual_seed(seed)
    return torch.randperm(length, generator=generator).numpy().astype(numpy.int32)


@refusing
def distributedIndices(share):
    given = {name: share[key] for key, name in NAMES.items() if share.get(key) is not None}
    sampler = DistributedSampler(range(share['length']), num_replicas=share['ranks'], rank=share['rank'], **given)
    if share.get('epoch') is not None:
        sampler.set_epoch(share['epoch'])
    return numpy.array(list(sampler), dtype=numpy.int32)


NAMES = {'seed': 'seed', 'shuffle': 'shuffle', 'dropLast': 'drop_last'}

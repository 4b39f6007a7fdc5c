"""A GPT-2 as one trains it with torch on ranks: alone, under DDP, under fully_shard; the weights and the batches come as files."""
import json
import math
import time

import numpy
import torch
import torch.distributed as dist
import torch.nn.functional as F
from gpt2 import IGNORED, Gpt2
from torch.distributed.fsdp import fully_shard
from torch.distributed.tensor import DTensor
from torch.nn.parallel import DistributedDataParallel


def train_gpt2(rank, world, folder, strategy):
    """When each step began and ended, in seconds of a clock that ranks share, and what it used; its loss and the norm of its gradient."""
    with open(f'{folder}/job.json') as file:
        job = json.load(file)
    model = with_weights(job, f'{folder}/weights')
    run = wrapped(model, strategy)
    optimizer = new_optimizer(model, job)
    rows, length, steps = job['rows'], job['length'], job['steps']
    tokens, targets = (
        torch.from_numpy(numpy.fromfile(f'{folder}/{name}', numpy.int32).reshape(steps, rows, length).astype(numpy.int64))
        for name in ('tokens', 'targets')
    )
    own = slice(rank * rows // world, (rank + 1) * rows // world)
    trace = []
    for step in range(steps):
        count = int((targets[step] != IGNORED).sum())
        dist.barrier()
        begin, used = time.monotonic(), time.process_time()
        optimizer.zero_grad()
        logits = run(tokens[step, own])
        loss = F.cross_entropy(logits.flatten(0, 1), targets[step, own].flatten(), ignore_index=IGNORED, reduction='sum') / count
        # Both strategies average over the ranks: a rank's share of the mean over all is its sum times W / N.
        (loss * world).backward()
        norm = torch.nn.utils.clip_grad_norm_(model.parameters(), job['maxNorm'] or math.inf)
        optimizer.step()
        end, used = time.monotonic(), time.process_time() - used
        # What is told, and no part of training, is not timed.
        total = loss.detach().clone()
        dist.all_reduce(total)
        norm = norm.full_tensor() if isinstance(norm, DTensor) else norm
        trace.append({'begin': begin, 'end': end, 'used': used, 'loss': total.item(), 'gradientNorm': norm.item()})
    return trace


def with_weights(job, path):
    model = Gpt2(job['config'])
    values = torch.from_numpy(numpy.fromfile(path, numpy.float32))
    parameters = dict(model.named_parameters())
    at = 0
    with torch.no_grad():
        for name in job['parameters']:
            parameter = parameters.pop(name)
            parameter.copy_(values[at : at + parameter.numel()].view_as(parameter))
            at += parameter.numel()
    if parameters or at != len(values):
        raise ValueError(f'weights: expected values for every parameter, got {len(values)}, none for {list(parameters)}')
    return model


def wrapped(model, strategy):
    if strategy == 'ddp':
        return DistributedDataParallel(model)
    if strategy == 'fsdp':
        for block in model.h:
            fully_shard(block)
        return fully_shard(model)
    return model


def new_optimizer(model, job):
    """Matrices decay, vectors do not. The fused form is torch's fastest on a processor."""
    matrices = [each for each in model.parameters() if each.ndim >= 2]
    vectors = [each for each in model.parameters() if each.ndim < 2]
    groups = [{'params': matrices, 'weight_decay': job['weightDecay']}, {'params': vectors, 'weight_decay': 0.0}]
    return torch.optim.AdamW(groups, lr=job['learningRate'], betas=job['betas'], eps=job['eps'], fused=True)

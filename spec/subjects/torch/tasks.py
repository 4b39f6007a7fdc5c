"""What ranks do: train the chain model under DDP or fully_shard, or average gradients as DDP does."""
import math

import torch
import torch._dynamo  # noqa: F401  imported lazily by optimizers and wrappers: once here, not once a rank
import torch.distributed as dist
from chain import Chain, flat
from gpt2_training import train_gpt2
from optimisation import new_scaler
from tensors import ids, tensor
from torch.distributed.fsdp import fully_shard
from torch.distributed.tensor import DTensor
from torch.nn.parallel import DistributedDataParallel

NO_TOKENS = {'tokens': [], 'targets': []}


def average(rank, _world, gradients):
    """The gradient that DDP leaves on a rank, where each rank's loss has the gradient given for it."""
    weight = torch.nn.Module()
    weight.w = torch.nn.Parameter(torch.zeros(len(gradients[rank]), dtype=torch.float64))
    weight.forward = lambda: weight.w @ tensor(gradients[rank])
    wrapped = DistributedDataParallel(weight)  # the average is taken as long as it lives
    wrapped().backward()
    return weight.w.grad.numpy()


def train(rank, world, job):
    """One rank's trace of a training job, as the contract has it."""
    torch.manual_seed(0)
    return Trainer(rank, world, job).trace()


class Trainer:
    def __init__(self, rank, world, job):
        self.rank, self.world, self.job = rank, world, job
        self.strategy = job['strategy']
        seeds = job.get('seeds') or [job['seed']] * world
        self.model = Chain(job['modelData'], seeds[rank])
        self.run = self.wrapped()
        self.optimizer = new_optimizer(self.model, job)
        self.updates = 0
        self.optimizer.register_step_post_hook(lambda *_: self.count())
        self.scaler = new_scaler(job.get('scaler') or {}, enabled=job.get('scaler') is not None)

    def wrapped(self):
        if self.strategy == 'ddp':
            return DistributedDataParallel(self.model, find_unused_parameters=bool(self.job.get('allowUnused')))
        if self.strategy == 'fsdp':
            # fully_shard does not broadcast: rank 0's parameters are sent before it shards.
            for parameter in self.model.parameters():
                dist.broadcast(parameter.detach(), 0)
            reshard = self.job.get('reshardAfterForward') is not False
            for block in self.model.h:
                fully_shard(block, reshard_after_forward=reshard)
            return fully_shard(self.model)
        return self.model

    def count(self):
        self.updates += 1

    def trace(self):
        records, gradients = [], []
        for step, batches in enumerate(self.job['batches']):
            record, gradient = self.step(step + 1, batches)
            records.append(record)
            gradients.append(gradient)
        state = {
            'strategy': self.strategy,
            'rank': self.rank,
            'ranks': self.world,
            'steps': len(records),
            'updates': self.updates,
            **({'scaler': {'scale': self.scaler.get_scale()}} if self.scaler.is_enabled() else {}),
            'units': [self.shard_state(name, parameters) for name, parameters in self.model.units().items()],
        }
        log = records if self.rank == 0 else []
        arrays = {'firstGradients': gradients[0], 'lastGradients': gradients[-1]}
        return {'state': state, **arrays, 'records': records, 'log': log, 'spans': [], **self.evaluation()}

    def step(self, step, batches):
        targets = count_targets(batches)
        loss_scale = self.scaler.get_scale()
        loss_sum = self.backward(step, batches, targets)
        dist.all_reduce(loss_sum)
        if self.scaler.is_enabled():
            self.scaler.unscale_(self.optimizer)
        unclipped = self.gradients()
        parameters = [parameter for parameter in self.model.parameters() if parameter.grad is not None]
        limit = self.job.get('maxNorm') or math.inf
        norm = whole(torch.nn.utils.clip_grad_norm_(parameters, limit))
        clipped = self.gradients()
        before = self.updates
        self.scaler.step(self.optimizer)
        self.scaler.update()
        self.optimizer.zero_grad()
        record = {
            'step': step,
            'loss': (loss_sum / targets).item(),
            'targets': targets,
            'gradientNorm': norm.item(),
            'clipCoefficient': coefficient(norm, limit),
            'skipped': self.updates == before,
            'lossScale': loss_scale,
        }
        # What the step was taken with; clipping by an infinite norm leaves NaN, with which none is.
        return record, unclipped if record['skipped'] else clipped

    def gradients(self):
        return [self.shard([gradient_of(each) for each in unit])[0] for unit in self.model.units().values()]

    def backward(self, step, batches, targets):
        """Gradients of the mean over all ranks' targets; the sum of this rank's losses."""
        total = torch.zeros((), dtype=torch.float64)
        seed = self.job.get('dropoutSeed')
        for number, batch, last in self.passes(batches):
            self.synchronise(last)
            key = None if seed is None or number is None else (seed, step, number)
            loss = self.run(ids(batch['tokens']), ids(batch['targets']), key)
            total += loss.detach()
            # Both strategies average over the ranks: a rank's share of the mean over all is its sum times W / N.
            self.scaler.scale(loss * (self.world / targets)).backward()
            if last:
                self.model.require_released()
        return total

    def passes(self, batches):
        """
        The rank's own micro-batches with their numbers. Every rank takes part in as many passes as the busiest, with no tokens where it has
        no batch: collectives are called by all or hang.
        """
        own = own_micro_batches(len(batches), self.world, self.rank)
        most = max(len(own_micro_batches(len(batches), self.world, rank)) for rank in range(self.world))
        for at in range(most):
            number = own[at] if at < len(own) else None
            yield number, NO_TOKENS if number is None else batches[number], at == most - 1

    @torch.no_grad()
    def evaluation(self):
        """The mean loss over the evaluation batches, without dropout."""
        batches = self.job.get('evaluation')
        if not batches:
            return {}
        total = sum(self.run(ids(batch['tokens']), ids(batch['targets']), None) for _, batch, _ in self.passes(batches))
        dist.all_reduce(total)
        targets = count_targets(batches)
        return {'evaluation': {'loss': (total / targets).item(), 'targets': targets}}

    def synchronise(self, last):
        if self.strategy == 'ddp':
            self.run.require_backward_grad_sync = last
        elif self.strategy == 'fsdp':
            self.run.set_requires_gradient_sync(last)

    def shard(self, tensors):
        """A rank's part of a unit in the contract's layout, and where it begins."""
        values, length = flat([whole(each) for each in tensors], self.strategy, self.world)
        start = self.rank * length if self.strategy == 'fsdp' else 0
        return values[start : start + length].copy(), start

    def shard_state(self, name, parameters):
        values, start = self.shard(parameters)
        keys = ['exp_avg', 'exp_avg_sq'] if self.job['optimizer']['kind'] == 'adamw' else ['momentum_buffer']
        states = [self.optimizer.state.get(each, {}) for each in parameters]
        moments = [
            self.shard([state[key] if state.get(key) is not None else torch.zeros_like(each) for state, each in zip(states, parameters)])[0]
            for key in keys
        ]
        return {'unit': name, 'start': start, 'parameters': values, 'moments': moments}


def new_optimizer(model, job):
    """Matrices decay, vectors do not."""
    choice = job['optimizer']
    decay = {} if choice.get('weightDecay') is None else {'weight_decay': choice['weightDecay']}
    matrices = [each for each in model.parameters() if each.ndim >= 2]
    vectors = [each for each in model.parameters() if each.ndim < 2]
    groups = [{'params': matrices, **decay}, {'params': vectors, 'weight_decay': 0.0}]
    given = {name: choice[name] for name in ('betas', 'eps', 'momentum', 'nesterov') if choice.get(name) is not None}
    kind = torch.optim.AdamW if choice['kind'] == 'adamw' else torch.optim.SGD
    return kind(groups, lr=job['learningRate'], **given)


def count_targets(batches):
    return sum(int((ids(batch['targets']) != -100).sum()) for batch in batches)


def own_micro_batches(count, world, rank):
    each, more = divmod(count, world)
    start = rank * each + min(rank, more)
    return range(start, start + each + (rank < more))


def gradient_of(parameter):
    return torch.zeros_like(parameter) if parameter.grad is None else parameter.grad


def whole(values):
    """A sharded tensor put together; every rank must ask."""
    return values.full_tensor() if isinstance(values, DTensor) else values


def coefficient(norm, limit):
    """What torch multiplies a gradient by: what becomes of one that is 1, under the same norm. Without a limit nobody clips."""
    if limit == math.inf:
        return 1.0
    one = torch.nn.Parameter(torch.zeros((), dtype=torch.float64))
    one.grad = torch.ones((), dtype=torch.float64)
    torch.nn.utils.clip_grads_with_norm_([one], limit, norm)
    return one.grad.item()


TASKS = {'average': average, 'train': train, 'train_gpt2': train_gpt2}

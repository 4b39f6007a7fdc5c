"""
The model that the laws of training are about (spec/laws/parallel/chain-model.ts), in torch: gradients by autograd, float64.
x0 = wte[token];  x(l+1) = x(l) + drop(tanh(x(l) W_l + b_l));  logits = x(L) wte^T + bias.
"""
import math

import numpy
import torch
import torch.nn.functional as F
from torch import nn

PADDED_TO = 2048


class ChainBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(channels, channels, dtype=torch.float64))
        self.bias = nn.Parameter(torch.empty(channels, dtype=torch.float64))
        self.seen = []

    def forward(self, x, mask):
        # Under fully_shard these are the gathered parameters here, and are released after it.
        self.seen += [self.weight.untyped_storage(), self.bias.untyped_storage()]
        return x + mask * torch.tanh(x @ self.weight + self.bias)


class Chain(nn.Module):
    def __init__(self, shape, seed):
        super().__init__()
        self.shape = shape
        channels, words = shape['channels'], shape['words']
        self.wte = nn.Module()
        self.wte.weight = nn.Parameter(torch.empty(words, channels, dtype=torch.float64))
        self.bias = nn.Parameter(torch.empty(words, dtype=torch.float64))
        self.h = nn.ModuleList(ChainBlock(channels) for _ in range(shape['blocks']))
        with torch.no_grad():
            for number, parameters in enumerate(self.units().values()):
                at = 0
                for parameter in parameters:
                    flat = [initial(seed, at + i, number) for i in range(parameter.numel())]
                    parameter.copy_(torch.tensor(flat, dtype=torch.float32).view(parameter.shape))
                    at += parameter.numel()

    def units(self):
        """The parameters of each unit, in order."""
        return {
            'root': [self.wte.weight, self.bias],
            **{f'h.{i}': [block.weight, block.bias] for i, block in enumerate(self.h)},
        }

    def require_released(self):
        """What the blocks' gathered parameters lay in must be gone, if the model is to look."""
        for index, block in enumerate(self.h):
            if self.shape.get('looksBack') and any(storage.size() > 0 for storage in block.seen):
                raise RuntimeError(f'block h.{index} was released and still holds parameters')
            block.seen.clear()

    def forward(self, tokens, targets, key):
        """The sum of the losses of one micro-batch."""
        wte = self.wte.weight
        if len(tokens) > 0 and self.shape.get('infiniteAt') == tokens[0]:
            wte = InfiniteGradient.apply(wte)
        x = wte[tokens]
        for index, block in enumerate(self.h):
            if index not in (self.shape.get('unused') or []):
                x = block(x, kept(key, index, x.shape))
        return F.cross_entropy(x @ wte.T + self.bias, targets, ignore_index=-100, reduction='sum')


class InfiniteGradient(torch.autograd.Function):
    """Passes a tensor on; the first element of its gradient is infinite."""

    @staticmethod
    def forward(_context, x):
        return x.view_as(x)

    @staticmethod
    def backward(_context, grad):
        grad = grad.clone()
        grad[0, 0] = math.inf
        return grad


def initial(seed, i, unit):
    return 0.3 * math.sin(seed + 1.7 * i + 0.37 * ((i * i) % 101) + unit)


def kept(key, block, shape):
    """Half of the elements are dropped, the others doubled, by a hash of all that a mask may depend on."""
    if key is None:
        return torch.ones(shape, dtype=torch.float64)
    seed, step, micro_batch = key
    element = numpy.arange(math.prod(shape), dtype=numpy.uint32)
    with numpy.errstate(over='ignore'):
        bits = numpy.full(element.shape, seed, dtype=numpy.uint32)
        for part in (step, micro_batch, block, element):
            shifted = (bits.view(numpy.int32).astype(numpy.int64) % 2**32 >> 15).astype(numpy.uint32)
            bits = (bits ^ numpy.uint32(part) ^ shifted) * numpy.uint32(0x2C1B3C6D) + numpy.uint32(0x9E3779B9)
        bits ^= bits >> numpy.uint32(16)
    return torch.from_numpy((bits & numpy.uint32(1)).astype(numpy.float64) * 2).view(shape)


def flat(tensors, strategy, world):
    """The tensors of a unit in the contract's layout: one after another, then zeros; and where each rank's part begins and ends."""
    values = torch.cat([each.detach().reshape(-1) for each in tensors])
    padded = -(-len(values) // PADDED_TO) * PADDED_TO
    length = -(-padded // (256 * world)) * 256 if strategy == 'fsdp' else padded
    whole = torch.zeros(length * world if strategy == 'fsdp' else length, dtype=torch.float32)
    whole[: len(values)] = values
    return whole.numpy(), length

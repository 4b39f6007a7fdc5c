"""The room `model` of the contract in torch's modules and functions: a GPT-2 of the published shape, and its gradients by autograd."""
import math

import torch
import torch.nn.functional as F
from tensors import array, ids, tensor
from torch import nn


IGNORED = -100


class Attention(nn.Module):
    def __init__(self, channels, heads):
        super().__init__()
        self.heads = heads
        self.c_attn = Projection(channels, 3 * channels)
        self.c_proj = Projection(channels, channels)

    def forward(self, x):
        rows, length, channels = x.shape
        q, k, v = (
            part.view(rows, length, self.heads, channels // self.heads).transpose(1, 2) for part in self.c_attn(x).split(channels, dim=2)
        )
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.c_proj(y.transpose(1, 2).reshape(rows, length, channels))


class Projection(nn.Module):
    """y = x W + b with W (inputs, outputs), as in the checkpoints."""

    def __init__(self, inputs, outputs):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(inputs, outputs))
        self.bias = nn.Parameter(torch.empty(outputs))

    def forward(self, x):
        return x @ self.weight + self.bias


class Perceptron(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.c_fc = Projection(channels, 4 * channels)
        self.c_proj = Projection(4 * channels, channels)

    def forward(self, x):
        return self.c_proj(F.gelu(self.c_fc(x), approximate='tanh'))


class Block(nn.Module):
    def __init__(self, channels, heads):
        super().__init__()
        self.ln_1 = nn.LayerNorm(channels)
        self.attn = Attention(channels, heads)
        self.ln_2 = nn.LayerNorm(channels)
        self.mlp = Perceptron(channels)

    def forward(self, x):
        x = x + self.attn(self.ln_1(x))
        return x + self.mlp(self.ln_2(x))


class Gpt2(nn.Module):
    def __init__(self, config):
        super().__init__()
        channels = config['channels']
        for name in ('vocabularySize', 'contextLength', 'channels', 'heads', 'layers'):
            if not (isinstance(config[name], int) and config[name] >= 1):
                raise ValueError(f'gpt2: {name} must be an integer of at least 1, got {config[name]}')
        if channels % config['heads'] != 0:
            raise ValueError(f"gpt2: channels must be a multiple of heads = {config['heads']}, got {channels}")
        if not 0 <= (config.get('dropout') or 0) < 1:
            raise ValueError(f"gpt2: dropout must lie in [0, 1), got {config['dropout']}")
        self.wte = nn.Embedding(config['vocabularySize'], channels)
        self.wpe = nn.Embedding(config['contextLength'], channels)
        self.h = nn.ModuleList(Block(channels, config['heads']) for _ in range(config['layers']))
        self.ln_f = nn.LayerNorm(channels)

    def forward(self, tokens):
        x = self.wte(tokens) + self.wpe.weight[: tokens.shape[1]]
        for block in self.h:
            x = block(x)
        return self.ln_f(x) @ self.wte.weight.T


def parameterCount(config):
    with torch.device('meta'):
        return sum(parameter.numel() for parameter in Gpt2(config).parameters())


def gpt2LossAndGradients(config, weights, batch, options=None):
    options = options or {}
    if options.get('dropout') is not None and config.get('dropout'):
        raise NotImplementedError('gpt2LossAndGradients: dropout by key is not torch’s own')
    model = loaded(config, weights, options)
    tokens, targets = (ids(batch[name]).view(batch['rows'], batch['length']) for name in ('tokens', 'targets'))
    require(tokens, targets, config)
    if bool((targets == IGNORED).all()):
        raise ValueError('gpt2LossAndGradients: at least one of targets must count, all are ignored')
    loss = F.cross_entropy(model(tokens).flatten(0, 1), targets.flatten(), ignore_index=IGNORED)
    (loss * options.get('lossScale', 1)).backward()
    return {'loss': loss.item(), 'gradients': {name: array(parameter.grad) for name, parameter in model.named_parameters()}}


def gpt2Logits(config, weights, batch, options=None):
    model = loaded(config, weights, options or {})
    tokens = ids(batch['tokens']).view(batch['rows'], batch['length'])
    require(tokens, ids([]), config)
    return array(model(tokens))


def loaded(config, weights, options):
    """The model with the weights given, in their type."""
    if options.get('precision') not in (None, 'float32'):
        raise NotImplementedError('gpt2: rounding between operations is not torch’s own')
    with torch.device('meta'):
        model = Gpt2(config)
    given = {name: tensor(weights[name]).reshape(like.shape) for name, like in checked(model, weights)}
    model = model.to_empty(device='cpu').to(next(iter(given.values())).dtype)
    model.load_state_dict(given)
    return model


def checked(model, weights):
    for name, like in model.named_parameters():
        if name not in weights:
            raise ValueError(f'gpt2: expected the parameter {name}, got none')
        if len(weights[name]) != math.prod(like.shape):
            raise ValueError(f'gpt2: expected {math.prod(like.shape)} values of {name}, got {len(weights[name])}')
        yield name, like


def require(tokens, targets, config):
    words = config['vocabularySize']
    if tokens.shape[1] > config['contextLength']:
        raise ValueError(f"gpt2: length must be at most contextLength = {config['contextLength']}, got {tokens.shape[1]}")
    for what, given, ignored in (('tokens', tokens, None), ('targets', targets, IGNORED)):
        for at, each in enumerate(given.flatten().tolist()):
            if each != ignored and not 0 <= each < words:
                raise ValueError(f'gpt2: {what}[{at}] must lie in [0, {words}), got {each}')

"""Arrays of the contract to tensors and back, and torch's refusals in the words of the contract."""
import functools

import numpy
import torch


def tensor(values):
    """A tensor with memory of its own; float32 stays float32, all else is float64."""
    array = numpy.array(values)
    return torch.from_numpy(array if array.dtype == numpy.float32 else array.astype(numpy.float64))


def ids(values):
    """Whole numbers, as torch takes them for indices."""
    return torch.from_numpy(numpy.array(values, dtype=numpy.int64))


def array(values):
    """The numbers of a tensor, one after another, in an array of its type."""
    return values.detach().reshape(-1).numpy().copy()


def refusing(part):
    """What torch refuses, whatever it raises, is a ValueError (the contract's RangeError) with torch's words and the numbers given."""

    @functools.wraps(part)
    def guarded(*args):
        try:
            return part(*args)
        except (ValueError, TypeError, RuntimeError, AssertionError, ZeroDivisionError, OverflowError) as error:
            given = ', '.join(f'{name}: got {value}' for name, value in numbers(args))
            raise ValueError(f'{part.__name__}: torch refuses, {type(error).__name__}: {error} ({given})') from error

    return guarded


def numbers(args):
    """Names and values of the numbers among the arguments, the lengths of the arrays among them."""
    for at, value in enumerate(args):
        yield from numbers_in(f'argument {at + 1}', value)


def numbers_in(name, value):
    if isinstance(value, (int, float)):
        yield name, f'{value:g}'.replace('nan', 'NaN').replace('inf', 'Infinity')
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from numbers_in(key, inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from numbers_in(name, inner)
    elif hasattr(value, '__len__') and not isinstance(value, str):
        yield f'length of {name}', len(value)

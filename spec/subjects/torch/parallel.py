"""The room `parallel` of the contract as far as torch has it: averages and training on ranks, by DDP and fully_shard over gloo."""
from ranks import RankFailed

# The chain model's blocks are the units h.0, h.1 ...; its parameters have these names in torch too.
MODEL = 'chain-model.js'


def averageOverRanks(ranks, gradients):
    return ranks.run(len(gradients), 'average', gradients)[0]


def trainOnRanks(ranks, job):
    if not job['model'].endswith(MODEL):
        raise NotImplementedError(f'trainOnRanks: only the model {MODEL} is written in torch here, got {job["model"]}')
    if job.get('resumeFrom') is not None:
        raise NotImplementedError('trainOnRanks: a checkpoint in the layout of the contract is not torch’s own')
    try:
        return {'ranks': ranks.run(job['ranks'], 'train', job)}
    except RankFailed as failure:
        return {'ranks': [], 'failure': {'rank': failure.rank, 'operation': 'trainOnRanks', 'sequence': 0, 'reason': str(failure)}}

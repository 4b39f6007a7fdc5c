"""
PyTorch in `assay compare --peer torch`: beside_ours.py FOLDER STRATEGY RANKS trains the GPT-2 of the folder's job.json on ranks with one
thread each, and prints one JSON line. The folder holds `weights` (float32, parameter after parameter), `tokens` and `targets` (int32).
"""
import json
import os
import sys

# Before torch is loaded: one thread, so that nothing is lost when ranks are forked, and gloo on this machine alone.
os.environ.update(OMP_NUM_THREADS='1', GLOO_SOCKET_IFNAME='lo', CUDA_VISIBLE_DEVICES='')

import torch
from ranks import Group, RankFailed

DEADLINE_S = 3600

if __name__ == '__main__':
    import tasks  # noqa: F401  what ranks need, once for all

    torch.set_num_threads(1)
    folder, strategy, ranks = sys.argv[1], sys.argv[2], int(sys.argv[3])
    group = Group(ranks)
    try:
        traces = group.run('train_gpt2', (folder, strategy), DEADLINE_S)
        print(json.dumps({'version': torch.__version__, 'ranks': traces}))
    except RankFailed as failure:
        print(json.dumps({'version': torch.__version__, 'error': f'rank {failure.rank}: {failure}'}))
    finally:
        group.end()

"""
Ranks: processes that are forked from one that has imported all of torch and computed nothing, so that they begin in milliseconds and no
thread is lost in the fork. Ranks of one number stay and are used again; when one fails, all of them are ended and made anew.
"""
import datetime
import os
import shutil
import signal
import tempfile
import time
from multiprocessing.connection import Pipe, wait

DEADLINE_S = 60
# A rank that waits for one that is lost says so before the deadline ends it.
COLLECTIVE_S = 48


class RankFailed(RuntimeError):
    """What the first rank that failed said."""

    def __init__(self, rank, reason):
        super().__init__(reason)
        self.rank = rank


class Ranks:
    """The end of the line at the process that wants something computed on ranks. Made before anything is computed."""

    def __init__(self):
        self.line, other = Pipe()
        self.pid = os.fork()
        if self.pid == 0:
            self.line.close()
            become(serve, other)
        other.close()

    def run(self, world, task, *args):
        """What each of `world` ranks returns for the task of that name in `tasks.py`, in order. Raises RankFailed."""
        self.line.send((world, task, args))
        rank, answer = self.line.recv()
        if rank is not None:
            raise RankFailed(rank, answer)
        return answer


def become(main, *args):
    """Runs `main` as the whole life of a forked process."""
    status = 1
    try:
        main(*args)
        status = 0
    except (EOFError, BrokenPipeError):
        status = 0
    finally:
        os._exit(status)


def serve(line):
    """The process that ranks are forked from."""
    import tasks  # noqa: F401  what ranks need, torch.distributed and what it imports lazily, once for all

    groups = {}
    try:
        while True:
            world, task, args = line.recv()
            try:
                if world not in groups:
                    groups[world] = Group(world)
                answer = (None, groups[world].run(task, args))
            except RankFailed as failure:
                groups.pop(world).end()
                answer = (failure.rank, str(failure))
            line.send(answer)
    finally:
        for group in groups.values():
            group.end()


class Group:
    """Some ranks that compute together."""

    def __init__(self, world):
        self.folder = tempfile.mkdtemp(prefix='assay-torch-', dir=os.environ.get('ASSAY_FOLDER'))
        self.lines = []
        self.pids = []
        for rank in range(world):
            here, there = Pipe()
            pid = os.fork()
            if pid == 0:
                for line in [here, *self.lines]:
                    line.close()
                become(serve_rank, there, rank, world, self.folder)
            there.close()
            self.lines.append(here)
            self.pids.append(pid)

    def run(self, task, args, deadline_s=DEADLINE_S):
        for line in self.lines:
            line.send((task, args))
        answers = {}
        until = time.monotonic() + deadline_s
        while len(answers) < len(self.lines):
            ready = wait([line for rank, line in enumerate(self.lines) if rank not in answers], max(0, until - time.monotonic()))
            if not ready:
                late = [rank for rank in range(len(self.lines)) if rank not in answers]
                raise RankFailed(late[0], f'ranks {late} had not answered after {deadline_s} s')
            for line in ready:
                rank = self.lines.index(line)
                try:
                    done, answer = line.recv()
                except EOFError:
                    done, answer = False, 'the rank ended'
                if not done:
                    raise RankFailed(rank, answer)
                answers[rank] = answer
        return [answers[rank] for rank in range(len(self.lines))]

    def end(self):
        for pid in self.pids:
            os.kill(pid, signal.SIGKILL)
        for pid in self.pids:
            os.waitpid(pid, 0)
        shutil.rmtree(self.folder, ignore_errors=True)


def serve_rank(line, rank, world, folder):
    import torch.distributed as dist
    from tasks import TASKS

    # A store in a folder of its own: one that was used before makes the ranks wait for ever.
    store = dist.FileStore(os.path.join(folder, 'store'), world)
    dist.init_process_group('gloo', store=store, rank=rank, world_size=world, timeout=datetime.timedelta(seconds=COLLECTIVE_S))
    while True:
        task, args = line.recv()
        try:
            answer = (True, TASKS[task](rank, world, *args))
        except Exception as error:  # whatever a rank fails with is what the judge is told
            answer = (False, f'{type(error).__name__}: {error}')
        line.send(answer)

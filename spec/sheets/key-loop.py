"""One training loop for a single GPU, DDP and FSDP2. Launch: python key-loop.py, or torchrun --nproc-per-node W key-loop.py --mode ddp|fsdp."""
import argparse
import os
from contextlib import nullcontext

import torch
import torch.distributed as dist
from torch.distributed.checkpoint.state_dict import StateDictOptions, get_model_state_dict
from torch.distributed.fsdp import fully_shard
from torch.nn import functional as F
from torch.nn.parallel import DistributedDataParallel as DDP
from torch.utils.data import DataLoader
from torch.utils.data.distributed import DistributedSampler

from model import GPT2, TokenDataset

ACCUMULATE = 4
EPOCHS = 10


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("--mode", default="single", choices=["single", "ddp", "fsdp"])
    parser.add_argument("--lr", type=float, default=3e-4)
    return parser.parse_args()


def loss_of(model, inputs, targets):
    logits = model(inputs)
    return F.cross_entropy(logits.view(-1, logits.size(-1)), targets.view(-1))


@torch.no_grad()
def evaluate(model, loader, device):
    model.eval()
    total = torch.zeros((), device=device)
    rows = torch.zeros((), device=device)
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        with torch.autocast(device_type=device.type, dtype=torch.bfloat16):
            loss = loss_of(model, inputs, targets)
        total += loss.detach() * inputs.size(0)
        rows += inputs.size(0)
    if dist.is_initialized():
        dist.all_reduce(total)
        dist.all_reduce(rows)
    model.train()
    return (total / rows).item()


def main():
    args = parse()
    torch.manual_seed(1234)
    distributed = args.mode != "single"
    rank, world = 0, 1
    if distributed:
        dist.init_process_group(backend="nccl" if torch.cuda.is_available() else "gloo")
        rank, world = dist.get_rank(), dist.get_world_size()
    if torch.cuda.is_available():
        local_rank = int(os.environ.get("LOCAL_RANK", 0))
        torch.cuda.set_device(local_rank)
        device = torch.device(f"cuda:{local_rank}")
    else:
        device = torch.device("cpu")

    train_set, validation_set = TokenDataset("train"), TokenDataset("validation")
    train_sampler = DistributedSampler(train_set, num_replicas=world, rank=rank, shuffle=True)
    validation_sampler = DistributedSampler(validation_set, num_replicas=world, rank=rank, shuffle=False)
    train_loader = DataLoader(train_set, batch_size=32, sampler=train_sampler, drop_last=True)
    validation_loader = DataLoader(validation_set, batch_size=32, sampler=validation_sampler)

    model = GPT2(embed_size=256, heads=8, num_layers=6, vocab_size=10000).to(device)
    if args.mode == "ddp":
        model = DDP(model, device_ids=[local_rank] if device.type == "cuda" else None)
    elif args.mode == "fsdp":
        fully_shard(model)
    optimizer = torch.optim.AdamW(model.parameters(), lr=args.lr, weight_decay=0.1)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=1000)
    scaler = torch.amp.GradScaler(device.type, enabled=False)  # bfloat16 needs none

    for epoch in range(EPOCHS):
        train_sampler.set_epoch(epoch)
        model.train()
        total = torch.zeros((), device=device)
        rows = torch.zeros((), device=device)
        optimizer.zero_grad(set_to_none=True)
        for i, (inputs, targets) in enumerate(train_loader):
            inputs, targets = inputs.to(device), targets.to(device)
            last = (i + 1) % ACCUMULATE == 0
            if args.mode == "fsdp":
                model.set_requires_gradient_sync(last)
            with model.no_sync() if args.mode == "ddp" and not last else nullcontext():
                with torch.autocast(device_type=device.type, dtype=torch.bfloat16):
                    loss = loss_of(model, inputs, targets)
                scaler.scale(loss / ACCUMULATE).backward()
            total += loss.detach() * inputs.size(0)
            rows += inputs.size(0)
            if last:
                scaler.unscale_(optimizer)
                torch.nn.utils.clip_grad_norm_(model.parameters(), max_norm=1.0)
                scaler.step(optimizer)
                scaler.update()
                optimizer.zero_grad(set_to_none=True)
                schedule.step()
        if distributed:
            dist.all_reduce(total)
            dist.all_reduce(rows)
        validation_loss = evaluate(model, validation_loader, device)
        memory = torch.cuda.max_memory_allocated() / 2**20
        raw = model.module if args.mode == "ddp" else model
        state = get_model_state_dict(raw, options=StateDictOptions(full_state_dict=True, cpu_offload=True))
        if rank == 0:
            print(f"epoch {epoch + 1}: loss {(total / rows).item():.4f}, validation {validation_loss:.4f}, {memory:.0f} MiB")
            checkpoint = {
                "model": state,
                "optimizer": optimizer.state_dict(),
                "schedule": schedule.state_dict(),
                "scaler": scaler.state_dict(),
                "epoch": epoch + 1,
            }
            torch.save(checkpoint, "checkpoint.tmp")
            os.replace("checkpoint.tmp", "checkpoint.pt")
    if distributed:
        dist.destroy_process_group()


if __name__ == "__main__":
    main()

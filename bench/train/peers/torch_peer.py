"""PyTorch on one thread: a GPT-2 in plain modules' functions, forward and backward. The protocol stands in harness/contestant.ts."""
import json
import math
import resource
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F

torch.set_num_threads(1)


def load(folder, config, rows, length, parameters):
    flat = np.fromfile(f"{folder}/weights", dtype=np.float32)
    P, at = {}, 0
    for parameter in parameters:
        n = math.prod(parameter["shape"])
        P[parameter["name"]] = torch.tensor(flat[at:at + n]).reshape(parameter["shape"]).requires_grad_(True)
        at += n
    tokens, targets = (torch.tensor(np.fromfile(f"{folder}/{name}", dtype=np.int32).reshape(rows, length).astype(np.int64))
                       for name in ("tokens", "targets"))
    C, H, L = config["channels"], config["heads"], config["layers"]

    def loss_of():
        x = F.embedding(tokens, P["wte.weight"]) + P["wpe.weight"][:length]
        for i in range(L):
            def p(name):
                return P[f"h.{i}.{name}"]
            h = F.layer_norm(x, (C,), p("ln_1.weight"), p("ln_1.bias"))
            q, k, v = torch.addmm(p("attn.c_attn.bias"), h.view(-1, C), p("attn.c_attn.weight")).view(rows, length, 3 * C).split(C, -1)
            q, k, v = (z.reshape(rows, length, H, C // H).transpose(1, 2) for z in (q, k, v))
            a = F.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).reshape(-1, C)
            x = x + torch.addmm(p("attn.c_proj.bias"), a, p("attn.c_proj.weight")).view(rows, length, C)
            h = F.layer_norm(x, (C,), p("ln_2.weight"), p("ln_2.bias")).view(-1, C)
            h = F.gelu(torch.addmm(p("mlp.c_fc.bias"), h, p("mlp.c_fc.weight")), approximate="tanh")
            x = x + torch.addmm(p("mlp.c_proj.bias"), h, p("mlp.c_proj.weight")).view(rows, length, C)
        z = F.layer_norm(x, (C,), P["ln_f.weight"], P["ln_f.bias"]) @ P["wte.weight"].T
        return F.cross_entropy(z.view(-1, z.shape[-1]), targets.view(-1))

    def run():
        for parameter in P.values():
            parameter.grad = None
        loss = loss_of()
        loss.backward()
        return loss.item()

    loss = run()
    grads = [(parameter.detach().double(), parameter.grad.double()) for parameter in P.values()]
    return run, {"loss": loss, "sum": sum((g * g).sum().item() for _, g in grads), "dot": sum((w * g).sum().item() for w, g in grads)}


def turn(run, ms):
    calls, wall, cpu = 0, time.perf_counter_ns(), time.process_time_ns()
    end = wall + ms * 1e6
    while True:
        run()
        calls += 1
        now = time.perf_counter_ns()
        if now >= end:
            peak = 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            return {"calls": calls, "wallNs": now - wall, "cpuNs": time.process_time_ns() - cpu, "peakBytes": peak}


def main():
    run = None
    for line in sys.stdin:
        question = json.loads(line)
        try:
            if question.pop("do") == "load":
                run, answer = load(**question)
            else:
                answer = turn(run, question["ms"])
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


main()

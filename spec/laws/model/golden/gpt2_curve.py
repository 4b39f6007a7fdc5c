"""Sixty training steps of the tiny GPT-2 of gpt2_tiny.py, float64, no RNG. Run: python gpt2_curve.py -> gpt2-curve.json
AdamW as in train_clip1 (lr 1e-2, betas .9/.999, eps 1e-8, decay .01 on all parameters, gradients clipped to norm 1)."""
import hashlib, json, platform
import torch
from gpt2_tiny import loss_of, params, tokens

P = params()
hyper = dict(lr=1e-2, betas=[.9, .999], eps=1e-8, weight_decay=.01, clip=1.0)
optimizer = torch.optim.AdamW(list(P.values()), lr=hyper["lr"], betas=hyper["betas"], eps=hyper["eps"], weight_decay=hyper["weight_decay"], foreach=False)
losses, norms = [], []
for _ in range(60):
    optimizer.zero_grad()
    loss, _ = loss_of(P, tokens)
    loss.backward()
    norms.append(torch.nn.utils.clip_grad_norm_(list(P.values()), hyper["clip"], foreach=False).item())
    losses.append(loss.item())
    optimizer.step()
losses.append(loss_of(P, tokens)[0].item())
provenance = dict(torch=torch.__version__, python=platform.python_version(), dtype="float64", threads=1, script="gpt2_curve.py",
                  script_sha256=hashlib.sha256(open(__file__, "rb").read()).hexdigest(), made="2026-11-25")
json.dump(dict(provenance=provenance, hyper=hyper, losses=losses, norms=norms), open("gpt2-curve.json", "w"), indent=1)

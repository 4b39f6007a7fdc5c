"""A Python contestant: `python3 python_peer.py scipy | scikit-learn`. The protocol stands in contestant.ts."""
import json
import sys
import time

import numpy as np
import scipy.sparse as sp
from scipy.special import expit


def scipy_gradient(X, y, w, l2):
    """The two products that everyone writes."""
    def run():
        z = X @ w
        loss = np.logaddexp(0, z).sum() - y @ z + 0.5 * l2 * (w @ w)
        g = X.T @ (expit(z) - y)
        g += l2 * w
        return loss, g
    return run


def sklearn_gradient(X, y, w, l2):
    """What LogisticRegression calls in every iteration of lbfgs; a mean since version 1.2, so it is scaled back after the fact."""
    from sklearn._loss import HalfBinomialLoss
    from sklearn.linear_model._linear_loss import LinearModelLoss
    model = LinearModelLoss(base_loss=HalfBinomialLoss(), fit_intercept=False)
    m = X.shape[0]
    probe, _ = model.loss_gradient(np.zeros_like(w), X, y)
    scale = m if probe < 1 else 1  # log 2 a row

    def run():
        return model.loss_gradient(w, X, y, l2_reg_strength=l2 / scale)
    run.scale = scale
    return run


gradients = {"scipy": scipy_gradient, "scikit-learn": sklearn_gradient}


def load(make, folder, m, n, nnz, l2):
    def read(name, dtype):
        return np.fromfile(f"{folder}/{name}", dtype=dtype)
    X = sp.csr_matrix((read("data", np.float64), read("indices", np.int32), read("indptr", np.int32)), shape=(m, n))
    w = read("weights", np.float64)
    run = make(X, read("labels", np.float64), w, l2)
    loss, g = run()
    scale = getattr(run, "scale", 1)
    return run, {"loss": float(loss * scale), "sum": float(g.sum() * scale), "dot": float(g @ w * scale)}


def turn(run, ms):
    calls, wall, cpu = 0, time.perf_counter_ns(), time.process_time_ns()
    end = wall + ms * 1e6
    while True:
        run()
        calls += 1
        now = time.perf_counter_ns()
        if now >= end:
            return {"calls": calls, "wallNs": now - wall, "cpuNs": time.process_time_ns() - cpu}


def main():
    make, run = gradients[sys.argv[1]], None
    for line in sys.stdin:
        question = json.loads(line)
        try:
            if question.pop("do") == "load":
                run, answer = load(make, **question)
            else:
                answer = turn(run, question["ms"])
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


main()

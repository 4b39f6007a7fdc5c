"""An example subject in Python: `assay check --process "python3 example.py"`. It offers three parts; the rest is the reference's."""
import math

import assay_subject


def mle(k, n):
    counts(k, n)
    return k / n if n else None


def posterior(k, n, prior=None):
    counts(k, n)
    prior = prior or {"a": 1, "b": 1}
    if not (0 < prior["a"] < math.inf and 0 < prior["b"] < math.inf):
        raise ValueError(f"expected positive, finite shapes, got {prior}")
    return {"a": prior["a"] + k, "b": prior["b"] + n - k}


def posterior_mean(k, n, prior=None):
    beta = posterior(k, n, prior)
    return beta["a"] / (beta["a"] + beta["b"])


def counts(k, n):
    if not (isinstance(k, int) and isinstance(n, int) and 0 <= k <= n):
        raise ValueError(f"expected whole counts with 0 <= k <= n, got k = {k}, n = {n}")


assay_subject.serve("example", mle=mle, posterior=posterior, posteriorMean=posterior_mean)

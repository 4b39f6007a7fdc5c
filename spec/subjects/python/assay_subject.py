"""Serves the functions of a Python program to `assay check --process "python3 mine.py"`. Needs nothing but Python 3.8.

    import assay_subject
    def mle(k, n): return k / n if n else None       # None is undefined; raise ValueError where the contract says RangeError
    assay_subject.serve(mle=mle)

Typed arrays come as array.array (numpy.asarray sees them without a copy), records as dict; anything with the buffer protocol
(array, memoryview, numpy) goes back as a typed array. Callbacks are called and iterables iterated as usual, and so are yours.
"""
import copy, functools, itertools, json, os, sys
from assay_values import decode, encode, keep, kept

ERRORS = {ValueError: "RangeError", OverflowError: "RangeError", IndexError: "RangeError", TypeError: "TypeError", SyntaxError: "SyntaxError"}
inp, out = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")  # standard output is the line: what a part prints goes to standard error
os.dup2(2, 1)


def send(**message):
    out.write(json.dumps(message, allow_nan=False).encode() + b"\n")
    out.flush()


def receive():
    line = inp.readline() or sys.exit()  # the judge is done
    return json.loads(line, object_hook=functools.partial(decode, ask))


def ask(**request):
    """Asks the judge, and serves it while it waits."""
    send(id=-1, **request)
    while "ok" not in (message := receive()): answer(message)
    if message["ok"]: return message["value"]
    raise RuntimeError(message["error"]["message"])


def answer(request):
    op, ref, args = request["op"], request.get("ref"), request.get("args", [])
    if op == "release": return [kept.pop(each, None) for each in request["refs"]]
    try:
        before = copy.deepcopy(args)
        if op == "hello": value = {"protocol": "assay-subject/1", "name": name, "parts": list(parts)}
        elif op == "call": value = parts[request["part"]](*args)
        elif op == "apply": value = (getattr(kept[ref], request["method"]) if "method" in request else kept[ref])(*args)
        elif op == "walk": value = keep(iter(kept[ref]))
        elif op == "next": value = list(itertools.islice(kept[ref], 64))
        else: raise ValueError(f"unknown operation {op}")
        changed = {str(i): encode(each) for i, each in enumerate(args) if each != before[i]}
        send(id=request["id"], ok=True, value=encode(value), changed=changed)
    except Exception as error:
        kind = next((name for known, name in ERRORS.items() if isinstance(error, known)), "Error")
        send(id=request["id"], ok=False, error={"type": kind, "message": f"{type(error).__name__}: {error}"[:4000]})


def serve(subject_name="a Python program", **functions):
    """Answers calls until the judge ends them."""
    global name, parts
    name, parts = subject_name, functions
    while True: answer(receive())

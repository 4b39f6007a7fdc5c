"""Serves the functions of a Python program to `assay check --process "python3 mine.py"`. Needs nothing but Python 3.8.

    import assay_subject
    def mle(k, n): return k / n if n else None       # None is undefined; raise ValueError where the contract says RangeError
    assay_subject.serve(mle=mle)

Typed arrays come as array.array (numpy.asarray sees them without a copy), records as dict; anything with the buffer protocol
(array, memoryview, numpy) goes back as a typed array. Callbacks are called, iterables iterated, methods of objects called as usual.
"""
import array, base64, copy, json, math, os, sys

CODES = {"f64": "d", "f32": "f", "i32": "i", "u32": "I", "i16": "h", "u16": "H", "i8": "b", "u8": "B", "u8c": "B", "i64": "q", "u64": "Q"}
DTYPES = {**{code: dtype for dtype, code in CODES.items() if dtype != "u8c"}, "l": "i64", "L": "u64", "?": "u8"}
TYPES = {ValueError: "RangeError", OverflowError: "RangeError", IndexError: "RangeError", TypeError: "TypeError", SyntaxError: "SyntaxError"}
PUBLIC = lambda x: [n for n in dir(x) if not n.startswith("_")]
inp, out = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")  # standard output is the line: what a part prints goes to standard error
os.dup2(2, 1)
kept, walks, files = {}, {}, [0]

def send(message):
    out.write(json.dumps(message, allow_nan=False).encode() + b"\n")
    out.flush()

def encode(x):
    if hasattr(x, "item") and getattr(x, "ndim", 1) == 0: x = x.item()  # a number of numpy or torch
    if x is None: return {"$": "undefined"}
    if isinstance(x, (bool, str)): return x
    if isinstance(x, int): return x if abs(x) < 2**53 else float(x)
    if isinstance(x, float):
        if math.isfinite(x) and not (x == 0 and math.copysign(1, x) < 0): return x
        return {"$": "number", "value": "NaN" if x != x else "-0" if x == 0 else "Infinity" if x > 0 else "-Infinity"}
    if isinstance(x, dict):
        record = {str(key): encode(value) for key, value in x.items()}
        return {"$": "record", "value": record} if "$" in record else record
    if isinstance(x, (list, tuple)): return [encode(each) for each in x]
    try: view = memoryview(x)
    except TypeError: view = None
    if view is not None: return {"$": "array", "dtype": DTYPES[view.format], "shape": list(view.shape), **stored(view.tobytes())}
    ref = len(kept) + 1
    kept[ref] = x
    if hasattr(x, "__iter__"): return {"$": "iterable", "ref": ref}
    if callable(x): return {"$": "function", "ref": ref}
    members = {name: getattr(x, name) for name in PUBLIC(x)}
    methods = [name for name, value in members.items() if callable(value)]
    return {"$": "object", "ref": ref, "methods": methods, "data": {n: encode(v) for n, v in members.items() if n not in methods}}

def stored(data):
    if len(data) < 2**20: return {"data": base64.b64encode(data).decode()}
    files[0] += 1
    with open(os.path.join(os.environ["ASSAY_FOLDER"], f"p{files[0]}"), "wb") as file: file.write(data)
    return {"file": f"p{files[0]}"}

def decode(x):
    if isinstance(x, list): return [decode(each) for each in x]
    if not isinstance(x, dict): return x
    kind = x.get("$")
    if kind is None: return {key: decode(value) for key, value in x.items()}
    if kind == "undefined": return None
    if kind == "number": return float(x["value"])
    if kind == "bigint": return int(x["value"])
    if kind == "array": return array.array(CODES[x["dtype"]], content(x))
    if kind == "yours": return kept[x["ref"]]
    if kind == "record": return {key: decode(value) for key, value in x["value"].items()}
    if kind == "function": return lambda *args: ask(op="apply", ref=x["ref"], args=[encode(each) for each in args])
    if kind == "iterable": return Iterable(x["ref"])
    if kind == "map": return dict(decode(x["values"]))
    if kind == "set": return decode(x["values"])
    raise TypeError(f"no value of Python stands for {kind}")

def content(x):
    if "data" in x: return base64.b64decode(x["data"])
    path = os.path.join(os.environ["ASSAY_FOLDER"], x["file"])
    with open(path, "rb") as file: data = file.read()
    os.unlink(path)
    return data

class Iterable:
    def __init__(self, ref): self.ref = ref
    def __iter__(self):
        walk, values = ask(op="walk", ref=self.ref), [None]
        while values := ask(op="next", ref=walk): yield from values

def ask(**request):
    """Asks the judge, and serves it while it waits."""
    send({"id": -1, **request})
    while "ok" not in (message := json.loads(inp.readline())): answer(message)
    if message["ok"]: return decode(message["value"])
    raise RuntimeError(message["error"]["message"])

def answer(request):
    op, ref = request["op"], request.get("ref")
    if op == "release": return [kept.pop(each, None) for each in request["refs"]]
    try:
        args = [decode(each) for each in request.get("args", [])]
        before, changed = copy.deepcopy(args), {}
        if op == "hello": value = {"protocol": "assay-subject/1", "name": name, "parts": list(parts)}
        elif op == "call": value = parts[request["part"]](*args)
        elif op == "apply": value = (getattr(kept[ref], request["method"]) if "method" in request else kept[ref])(*args)
        elif op == "walk": walks[len(walks) + 1], value = iter(kept[ref]), len(walks) + 1
        elif op == "next": value = [each for _, each in zip(range(64), walks[ref])]
        else: raise ValueError(f"unknown operation {op}")
        changed = {str(i): encode(each) for i, each in enumerate(args) if each != before[i]}
        send({"id": request["id"], "ok": True, "value": encode(value), "changed": changed})
    except Exception as error:
        kind = next((name for known, name in TYPES.items() if isinstance(error, known)), "Error")
        send({"id": request["id"], "ok": False, "error": {"type": kind, "message": f"{type(error).__name__}: {error}"[:4000]}})

def serve(subject_name="a Python program", **functions):
    """Answers calls until the judge ends them."""
    global name, parts
    name, parts = subject_name, functions
    while line := inp.readline(): answer(json.loads(line))

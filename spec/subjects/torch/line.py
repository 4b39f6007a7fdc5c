"""The subject's end of the line (assay-subject/1): JSON, one object a line; arrays are bytes in base64 or in a file."""
import base64
import json
import math
import os
import sys
import traceback

import numpy

DTYPES = {'f64': 'float64', 'f32': 'float32', 'i32': 'int32', 'u32': 'uint32', 'i16': 'int16', 'u16': 'uint16', 'i8': 'int8', 'u8': 'uint8', 'u8c': 'uint8', 'i64': 'int64', 'u64': 'uint64'}
NAMES = {name: dtype for dtype, name in DTYPES.items() if dtype != 'u8c'}


def encode(v):
    if v is None:
        return {'$': 'undefined'}
    if isinstance(v, (bool, str)):
        return v
    if isinstance(v, (int, numpy.integer)):
        return int(v)
    if isinstance(v, float):
        if math.isnan(v): return {'$': 'number', 'value': 'NaN'}
        if math.isinf(v): return {'$': 'number', 'value': 'Infinity' if v > 0 else '-Infinity'}
        if v == 0 and math.copysign(1, v) < 0: return {'$': 'number', 'value': '-0'}
        return v
    if isinstance(v, numpy.ndarray):
        return {'$': 'array', 'dtype': NAMES[str(v.dtype)], 'shape': list(v.shape), 'data': base64.b64encode(numpy.ascontiguousarray(v).tobytes()).decode()}
    if isinstance(v, dict):
        return {k: encode(x) for k, x in v.items() if x is not None or k == 'state'}
    return [encode(x) for x in v]


def decode(w, folder):
    if isinstance(w, list):
        return [decode(x, folder) for x in w]
    if not isinstance(w, dict):
        return w
    if '$' not in w:
        return {k: decode(x, folder) for k, x in w.items()}
    kind = w['$']
    if kind == 'undefined': return None
    if kind == 'number': return float(w['value'])
    if kind == 'array':
        raw = base64.b64decode(w['data']) if 'data' in w else open(os.path.join(folder, w['file']), 'rb').read()
        return numpy.frombuffer(raw, dtype=DTYPES[w['dtype']]).reshape(w['shape']).copy()
    raise ValueError(f'no value of the contract: {kind}')


def serve(name, parts):
    out = os.fdopen(os.dup(1), 'w')
    os.dup2(2, 1)
    folder = os.environ.get('ASSAY_FOLDER', '.')
    for line in sys.stdin:
        m = json.loads(line)
        if m['op'] == 'release':
            continue
        if m['op'] == 'hello':
            reply = {'ok': True, 'value': {'protocol': 'assay-subject/1', 'name': name, 'parts': list(parts)}}
        else:
            try:
                reply = {'ok': True, 'value': encode(parts[m['part']](*[decode(a, folder) for a in m['args']]))}
            except Exception as e:
                traceback.print_exc()
                reply = {'ok': False, 'error': {'type': 'RangeError' if type(e).__name__ == 'RangeError' else 'Error', 'message': str(e)}}
        out.write(json.dumps({'id': m['id'], **reply}, allow_nan=False) + '\n')
        out.flush()

"""The room `optim` of the contract by torch itself: optimizers, clipping, the loss scaler, half precision."""
import torch
from tensors import array, refusing, tensor


@refusing
def adamW(params, grads, state, hyper):
    return adam_step(torch.optim.AdamW, params, grads, state, hyper)


@refusing
def adam(params, grads, state, hyper):
    return adam_step(torch.optim.Adam, params, grads, state, hyper)


@refusing
def sgd(params, grads, state, hyper):
    weight = torch.nn.Parameter(tensor(params))
    weight.grad = tensor(grads)
    optimizer = torch.optim.SGD([weight], **options(hyper, lr='lr', momentum='momentum', nesterov='nesterov', weightDecay='weight_decay'))
    if state is not None:
        optimizer.state[weight]['momentum_buffer'] = tensor(state['buffer'])
    optimizer.step()
    buffer = optimizer.state[weight].get('momentum_buffer')
    return {
        'params': array(weight),
        'state': {'step': (0 if state is None else state['step']) + 1, 'buffer': array(weight.grad if buffer is None else buffer)},
    }


@refusing
def clipGradNorm(grads, maxNorm):
    tensors = [tensor(grad) for grad in grads]
    norm = torch.nn.utils.get_total_norm(tensors)
    weights = [torch.nn.Parameter(torch.zeros_like(grad)) for grad in tensors]
    # Torch tells no coefficient: it is what one more gradient, of 1, becomes under the same norm.
    one = torch.nn.Parameter(torch.zeros((), dtype=torch.float64))
    for weight, grad in zip([*weights, one], [*tensors, torch.ones((), dtype=torch.float64)]):
        weight.grad = grad
    torch.nn.utils.clip_grads_with_norm_([*weights, one], maxNorm, norm)
    return {'norm': norm.item(), 'coefficient': one.grad.item(), 'grads': [array(weight.grad) for weight in weights]}


@refusing
def runScaler(options_, calls):
    run = ScalerRun(options_)
    return [run.call(call) for call in calls]


@refusing
def runScaledSteps(run, grads):
    weight = torch.nn.Parameter(tensor(run['params']))
    optimizer = torch.optim.AdamW([weight], **adam_options(run['hyper']))
    scaler = new_scaler(run.get('scaler') or {})
    held = torch.float16 if run.get('storage') == 'float16' else torch.float32 if run.get('storage') == 'float32' else weight.dtype
    states = []
    for grad in grads:
        scale = scaler.scale(torch.ones((), dtype=torch.float32)).item()
        weight.grad = (tensor(grad) * scale).to(held).to(weight.dtype)
        scaler.unscale_(optimizer)
        norm = torch.nn.utils.clip_grad_norm_([weight], run['maxNorm'] if run.get('maxNorm') is not None else float('inf'))
        before = steps_of(optimizer, weight)
        scaler.step(optimizer)
        scaler.update()
        states.append(
            {
                'params': array(weight),
                'state': adam_state(optimizer, weight),
                'norm': norm.item(),
                'scale': scale,
                'stepped': steps_of(optimizer, weight) > before,
            }
        )
    return states


def toFloat16(values):
    return array(tensor(values).to(torch.float16).to(torch.float32))


def toBfloat16(values):
    return array(tensor(values).to(torch.bfloat16).to(torch.float32))


class ScalerRun:
    """A scaler and one parameter, whose gradients are what a call brings."""

    def __init__(self, options_):
        self.scaler = new_scaler(options_)
        self.optimizer = None
        self.stepped = 0

    def call(self, call):
        outcome = {}
        try:
            getattr(self, call['call'])(call, outcome)
        except (RuntimeError, AssertionError, ValueError) as error:
            outcome = {'error': {'type': type(error).__name__, 'message': str(error)}}
        # Torch makes its tensor at the first loss; until then the scale is the one to begin with.
        return {'scale': self.scaler.get_scale(), 'growthTracker': self.scaler._get_growth_tracker(), **outcome}

    def scale(self, call, outcome):
        outcome['loss'] = self.scaler.scale(torch.tensor(float(call['loss']), dtype=torch.float64)).item()

    def unscale(self, call, outcome):
        self.bring(call)
        self.scaler.unscale_(self.optimizer)
        outcome['grads'] = array(self.weight.grad)

    def step(self, call, outcome):
        unscaled = self.optimizer is not None and self.is_unscaled()
        if not unscaled:
            self.bring(call)
        before = self.stepped
        self.scaler.step(self.optimizer)
        outcome['stepped'] = self.stepped > before
        if not unscaled:
            outcome['grads'] = array(self.weight.grad)

    def update(self, _call, _outcome):
        self.scaler.update()

    def bring(self, call):
        grads = tensor(call['grads'])
        if call.get('storage') is not None:
            grads = grads.to(getattr(torch, call['storage']))
        if self.optimizer is None:
            self.weight = torch.nn.Parameter(torch.zeros_like(grads))
            self.optimizer = torch.optim.SGD([self.weight], lr=0.0)
            self.optimizer.register_step_post_hook(lambda *_: self.count())
        if self.weight.shape != grads.shape or self.weight.dtype != grads.dtype:
            self.weight.data = torch.zeros_like(grads)
        self.weight.grad = grads

    def count(self):
        self.stepped += 1

    def is_unscaled(self):
        return self.scaler._per_optimizer_states[id(self.optimizer)]['stage'].name == 'UNSCALED'


def new_scaler(given, enabled=True):
    names = {'initScale': 'init_scale', 'growthFactor': 'growth_factor', 'backoffFactor': 'backoff_factor'}
    return torch.amp.GradScaler('cpu', enabled=enabled, **options(given, **names, growthInterval='growth_interval'))


def adam_step(optimizer_class, params, grads, state, hyper):
    weight = torch.nn.Parameter(tensor(params))
    weight.grad = tensor(grads)
    optimizer = optimizer_class([weight], **adam_options(hyper))
    if state is not None:
        optimizer.state[weight] = {
            'step': torch.tensor(float(state['step'])),
            'exp_avg': tensor(state['m']),
            'exp_avg_sq': tensor(state['v']),
        }
    optimizer.step()
    return {'params': array(weight), 'state': adam_state(optimizer, weight)}


def adam_options(hyper):
    # A whole number arrives as an int, which torch does not take for a float everywhere.
    given = {key: [float(each) for each in value] if key == 'betas' else float(value) for key, value in hyper.items() if value is not None}
    return options(given, lr='lr', betas='betas', eps='eps', weightDecay='weight_decay')


def adam_state(optimizer, weight):
    state = optimizer.state.get(weight)
    if not state:
        return None
    return {'step': int(state['step'].item()), 'm': array(state['exp_avg']), 'v': array(state['exp_avg_sq'])}


def steps_of(optimizer, weight):
    return int(optimizer.state.get(weight, {}).get('step', torch.zeros(())).item())


def options(given, **names):
    """What is given, under torch's names; what is not is left to torch."""
    return {names[key]: value for key, value in given.items() if key in names and value is not None}

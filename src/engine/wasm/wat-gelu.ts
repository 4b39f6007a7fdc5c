/** GELU in its tanh form and its gradient: x s, with s = sigmoid(2 u) = (1 + tanh u) / 2 and u = sqrt(2/pi) (x + 0.044715 x^3). */
import { type Dialect, eachValue, localsOf } from './wat-dialect.ts'
import { exponential, exponentialLocals } from './wat-exponential.ts'
import { func } from './wat-instructions.ts'

const linear = 2 * Math.sqrt(2 / Math.PI)
const cubic = linear * 0.044715

/** Sets `gate` to s for x. */
function gate(form: Dialect): string[] {
  const { op, set } = form
  return [
    set('square', op('mul', 'x', 'x')),
    ...exponential(form, 'gate', op('neg', op('mul', 'x', op('add', op('mul', 'square', cubic), linear)))),
    set('gate', op('div', 1, op('add', 'gate', 1))),
  ]
}

/** gelu(x, y, n) and geluBackward(x, dy, dx, n). */
export const geluFunctions = (): string =>
  [
    func(
      'gelu',
      ['x', 'y', 'n'],
      localsOf(['x', 'square', 'gate', ...exponentialLocals]),
      eachValue(['x', 'y'], 'n', (form) => [
        form.set('x', form.load('x')),
        ...gate(form),
        form.store('y', form.op('mul', 'x', 'gate')),
      ]),
    ),
    func(
      'geluBackward',
      ['x', 'dy', 'dx', 'n'],
      localsOf(['x', 'square', 'gate', 'slope', ...exponentialLocals]),
      eachValue(['x', 'dy', 'dx'], 'n', (form) => {
        const { op, set, load, store } = form
        return [
          set('x', load('x')),
          ...gate(form),
          // d(x s)/dx = s + x s (1 - s) d(2u)/dx
          set('slope', op('mul', 'x', op('add', op('mul', 'square', 3 * cubic), linear))),
          set('slope', op('add', op('mul', 'slope', op('sub', 1, 'gate')), 1)),
          store('dx', op('mul', load('dy'), op('mul', 'gate', 'slope'))),
        ]
      }),
    ),
  ].join('\n')

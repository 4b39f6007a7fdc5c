/**
 * What TensorFlow reads from the environment when it is loaded. What a worker thread sets in its own, TensorFlow does not see: the main
 * thread sets it as soon as it imports the engines, and threads that start afterwards find it.
 */
import { isMainThread } from 'node:worker_threads'

const settings: Readonly<Record<string, string>> = {
  TF_CPP_MIN_LOG_LEVEL: '2',
  // oneDNN's products, which TensorFlow takes by itself on some processors only: those of a GPT-2 take 290 ms instead of 360.
  TF_ENABLE_ONEDNN_OPTS: '1',
}

/** Otherwise XLA runs a graph as it is until it has met a shape twice: the same operation would not give the same bits every time. */
const atOnce = '--tf_xla_enable_lazy_compilation=false'

/** Sets what nobody has set; not in a worker thread, where it would have no effect. */
export function setNativeEnvironment(): void {
  if (!isMainThread) return
  for (const [name, value] of Object.entries(settings)) process.env[name] ??= value
  if (!compilesAtOnce()) process.env['TF_XLA_FLAGS'] = `${process.env['TF_XLA_FLAGS'] ?? ''} ${atOnce}`.trim()
}

/** Whether XLA compiles a graph the first time that it meets a shape, so that the same operation always gives the same bits. */
export function compilesAtOnce(): boolean {
  return process.env['TF_XLA_FLAGS']?.includes(atOnce) === true
}

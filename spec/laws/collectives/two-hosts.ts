/** Two machines on one: network namespaces with a link between them and a host name each, and an agent that begins commands there. */
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The two. */
export interface TwoHosts {
  readonly names: readonly [string, string]
  /** Their addresses. */
  readonly addresses: readonly [string, string]
  readonly network: string
  /** Path of a program that is called as `agent address command ...`. */
  readonly agent: string
  /** Bytes that have crossed the link. */
  bytesCrossed(): number
  /** Cuts the link. */
  cut(): void
  /** Takes everything away. */
  remove(): void
}

const ip = (command: string): string => execFileSync('ip', command.split(' '), { encoding: 'utf8', stdio: 'pipe' })

/** The two hosts, or why there can be none. */
export function twoHosts(): TwoHosts | string {
  const names = [`assay-a-${process.pid}`, `assay-b-${process.pid}`] as const
  const [a, b] = names
  const addresses = ['10.99.0.1', '10.99.0.2'] as const
  const folder = mkdtempSync(join(tmpdir(), 'assay-hosts-'))
  const remove = (): void => {
    for (const name of names) attempt(() => ip(`netns del ${name}`))
    rmSync(folder, { recursive: true, force: true })
  }
  const agent = join(folder, 'agent')
  try {
    for (const name of names) ip(`netns add ${name}`)
    ip(`link add assay netns ${a} type veth peer name assay netns ${b}`)
    for (const [i, name] of names.entries()) {
      ip(`-n ${name} addr add ${addresses[i]}/24 dev assay`)
      ip(`-n ${name} link set lo up`)
      ip(`-n ${name} link set assay up`)
    }
    writeFileSync(agent, agentScript(names, addresses))
    chmodSync(agent, 0o755)
    execFileSync(agent, [addresses[0], 'true'], { stdio: 'pipe' })
  } catch (error) {
    remove()
    return `two hosts: network namespaces are refused here (${error instanceof Error ? error.message.trim() : String(error)})`
  }
  return {
    names,
    addresses,
    network: '10.99.0.0/24',
    agent,
    bytesCrossed: () =>
      Number(execFileSync(agent, [addresses[0], 'cat', '/sys/class/net/assay/statistics/tx_bytes'], { encoding: 'utf8' })),
    cut: () => void ip(`-n ${b} link set assay down`),
    remove,
  }
}

/** Drops options as a remote shell would, and runs the rest in the namespace of the address, under its host name. */
function agentScript(names: readonly string[], addresses: readonly string[]): string {
  return `#!/bin/sh
while :; do case "$1" in -*) shift;; *) break;; esac; done
case "$1" in
${names.map((name, i) => `  ${addresses[i]}|${name}) name=${name};;`).join('\n')}
  *) echo "no host $1" >&2; exit 1;;
esac
shift
exec ip netns exec $name unshare --uts --mount sh -c "mount -t sysfs none /sys 2>/dev/null; hostname $name; exec sh -c \\"\\$0\\"" "$*"
`
}

function attempt(action: () => unknown): void {
  try {
    action()
  } catch {
    // There is nothing to take away.
  }
}

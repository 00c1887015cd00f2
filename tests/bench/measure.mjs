// Runs commands as whole processes: time, memory, system calls, instructions.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';

const gnuTime = '/usr/bin/time';
const shell = command => ['bash', '-c', `set -e; ${command}`];

export function run([program, ...rest], options = {}) {
  const done = spawnSync(program, rest, { stdio: ['ignore', 'ignore', 'pipe'], maxBuffer: 1 << 28, ...options });
  if (done.error) throw done.error;
  return done;
}

export function must(command, options) {
  const argv = Array.isArray(command) ? command : shell(command);
  const done = run(argv, options);
  if (done.status !== 0) throw new Error(`${argv.join(' ')} ended with ${done.status ?? done.signal}: ${done.stderr}`);
}

export const has = program => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

// One run: seconds of the wall, seconds of processors (user and system), peak of the largest process in KiB.
function once(command, scratch, timeout) {
  const argv = typeof command === 'string' ? shell(command) : command;
  const figures = `${scratch}/time`;
  const begin = process.hrtime.bigint();
  const done = existsSync(gnuTime)
    ? run([gnuTime, '-q', '-o', figures, '-f', '%U %S %M', ...argv], { timeout })
    : run(argv, { timeout });
  const wall = Number(process.hrtime.bigint() - begin) / 1e9;
  if (done.status !== 0) throw new Error(`${argv.join(' ')} ended with ${done.status ?? done.signal}: ${done.stderr}`);
  if (!existsSync(gnuTime)) return { wall };
  const [user, system, peak] = readFileSync(figures, 'utf8').trim().split(' ').map(Number);
  return { wall, cpu: user + system, peak };
}

// The commands in turn (A B A B), each from a clean place. check is called once with every output in place.
export function inTurn(sides, { runs, scratch, check, before, timeout = 600_000 }) {
  const results = sides.map(() => []);
  const clean = () => sides.forEach(side => side.out && rmSync(side.out, { recursive: true, force: true }));
  for (let i = -1; i < runs; i++) {
    clean();
    for (const [n, side] of sides.entries()) {
      if (i >= 0 && side.runs && i >= side.runs) continue;
      if (i >= 0) before();
      const figures = once(side.command, scratch, timeout);
      if (i >= 0) results[n].push(figures);
      if (i >= 0 && side.out) rmSync(side.out, { recursive: true, force: true });
    }
    if (i < 0) check?.();
  }
  clean();
  return results;
}

export function systemCalls(command, out, scratch) {
  if (!has('strace')) return undefined;
  const argv = typeof command === 'string' ? shell(command) : command;
  const { status } = run(['strace', '-f', '-c', '-o', `${scratch}/calls`, ...argv]);
  rmSync(out, { recursive: true, force: true });
  if (status !== 0) return undefined;
  const calls = {};
  for (const line of readFileSync(`${scratch}/calls`, 'utf8').split('\n')) {
    const words = line.trim().split(/\s+/);
    if (words.length >= 5 && Number(words[3]) > 0 && words.at(-1) !== 'total') calls[words.at(-1)] = Number(words[3]);
  }
  return { total: Object.values(calls).reduce((sum, n) => sum + n, 0), calls };
}

// Of the user's side; what the kernel does for it shows in the system calls.
export function instructions(command, out, scratch) {
  if (typeof command === 'string') return undefined;
  let count;
  if (has('perf')) {
    const done = run(['perf', 'stat', '-x', ',', '-e', 'instructions:u', '-o', `${scratch}/perf`, ...command]);
    const found = done.status === 0 && /^(\d+),/m.exec(readFileSync(`${scratch}/perf`, 'utf8'));
    if (found) count = { by: 'perf', user: Number(found[1]) };
    rmSync(out, { recursive: true, force: true });
  }
  if (!count && has('valgrind')) {
    // Without a limit the runtime reserves more addresses for its heap than there are under valgrind. Hexadecimal: 1 GiB.
    const env = { ...process.env, DOTNET_GCHeapHardLimit: '40000000' };
    const done = run(['valgrind', '--tool=callgrind', '--callgrind-out-file=/dev/null', ...command], { timeout: 600_000, env });
    const found = done.status === 0 && /Collected : (\d+)/.exec(done.stderr.toString());
    if (found) count = { by: 'callgrind', user: Number(found[1]) };
    rmSync(out, { recursive: true, force: true });
  }
  return count;
}

const sorted = numbers => [...numbers].sort((a, b) => a - b);
export const median = numbers => {
  const all = sorted(numbers);
  const middle = all.length >> 1;
  return all.length % 2 ? all[middle] : (all[middle - 1] + all[middle]) / 2;
};
export const spread = numbers => [Math.min(...numbers), median(numbers), Math.max(...numbers)];

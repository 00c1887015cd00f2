// The benchmark: makes the trees, runs the rows, writes the results. tests/bench/run tells the options.
import { closeSync, copyFileSync, existsSync, lstatSync, mkdirSync, openSync, readFileSync, readdirSync, readlinkSync, rmSync, statfsSync, writeFileSync, writeSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { has, inTurn, instructions, median, must, spread, systemCalls } from './measure.mjs';
import { make, shapes } from './synthetic.mjs';
import { markdown, svg } from './write.mjs';

const [, , top, ...rest] = process.argv;
const { values: options } = parseArgs({
  args: rest,
  options: {
    runs: { type: 'string', default: '7' },
    only: { type: 'string', multiple: true, default: [] },
    million: { type: 'boolean', default: false },
    memory: { type: 'string', default: '/dev/shm' },
    disk: { type: 'string', default: `${top}/artifacts/bench` },
    docs: { type: 'boolean', default: false },
  },
});
const binary = process.env.NNM_BINARY;
const memory = `${options.memory}/nnm-bench-${process.pid}`;
const results = `${top}/artifacts/bench`;
const disk = `${options.disk}/disk-${process.pid}`;
const runs = Number(options.runs);
const help = `${spawnSync(binary, ['export', '--help']).stdout}${spawnSync(binary, ['--help']).stdout}`;
const managers = `${top}/.tools/package-managers/node_modules`;
const trees = {};
mkdirSync(results, { recursive: true });
mkdirSync(memory, { recursive: true });
process.on('exit', () => [memory, disk].forEach(place => rmSync(place, { recursive: true, force: true })));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

// Made when the first row asks for it; the real ones are installed once and kept in artifacts/bench.
function tree(name) {
  const place = `${memory}/${name}`;
  if (existsSync(place)) return place;
  const manager = /^real-(.*)$/.exec(name)?.[1];
  if (manager) must(['cp', '-a', install(manager), place]);
  else make(place, shapes[name]);
  trees[name] = count(place);
  return place;
}

function install(manager) {
  const installed = `${results}/${manager}`;
  if (existsSync(`${installed}/complete`)) return `${installed}/workspace`;
  rmSync(installed, { recursive: true, force: true });
  must(['node', `${top}/tests/bench/workspace/make.mjs`, `${installed}/workspace`]);
  const command = {
    pnpm: ['node', `${managers}/pnpm10/bin/pnpm.cjs`, 'install', '--frozen-lockfile', '--ignore-scripts', '--store-dir', `${results}/store`],
    bun: [`${managers}/bun/bin/bun`, 'install', '--frozen-lockfile', '--ignore-scripts', '--linker', 'isolated'],
  }[manager];
  const environment = { npm_config_manage_package_manager_versions: 'false', BUN_INSTALL_CACHE_DIR: `${results}/bun-cache`, CI: 'true' };
  must(command, { cwd: `${installed}/workspace`, env: { ...process.env, ...environment } });
  writeFileSync(`${installed}/complete`, '');
  return `${installed}/workspace`;
}

function store() {
  const place = `${memory}/store`;
  if (!existsSync(place)) must(['cp', '-a', `${results}/store`, place]);
  return place;
}

// Memory that the tree will take is used and given back before each run: a hypervisor may have taken free pages away, and who is first to
// write to them would wait for them.
function touch({ bytes, entries }) {
  const file = openSync(`${memory}/touched`, 'w');
  const chunk = Buffer.alloc(1 << 20);
  try {
    for (let left = bytes + entries * 4096; left > 0; left -= chunk.length) writeSync(file, chunk);
  } finally {
    closeSync(file);
    rmSync(`${memory}/touched`);
  }
}

function* walk(place, below = '') {
  for (const name of readdirSync(place)) {
    const status = lstatSync(`${place}/${name}`, { bigint: true });
    yield [below + name, status];
    if (status.isDirectory()) yield* walk(`${place}/${name}`, `${below}${name}/`);
  }
}

function count(place) {
  const counts = { entries: 0, files: 0, directories: 0, links: 0, bytes: 0 };
  for (const [, status] of walk(place)) {
    counts.entries++;
    counts[status.isDirectory() ? 'directories' : status.isSymbolicLink() ? 'links' : 'files']++;
    if (status.isFile()) counts.bytes += Number(status.size);
  }
  return counts;
}

// What our output holds of installed files must be in the peer's too, alike in all that is kept, and nothing may be missing.
// Start scripts and state files are rewritten or dropped, and not compared.
const ours = /(^|\/)(\.bin\/|\.modules\.yaml$|\.pnpm-workspace-state|\.cache(\/|$))/;
function alike(out, peer) {
  const view = place =>
    new Map(
      [...walk(place)]
        .filter(([path, status]) => path.includes('node_modules/') && !ours.test(path))
        .map(([path, status]) => [
          path,
          status.isSymbolicLink() ? `-> ${readlinkSync(`${place}/${path}`)}` : `${status.mode} ${status.isFile() ? status.size : ''} ${status.mtimeNs}`,
        ]),
    );
  const [a, b] = [view(out), view(peer)];
  for (const [path, what] of b) if (a.get(path) !== what) throw new Error(`${out}/${path} is ${a.get(path)}, and with the peer ${what}`);
  for (const path of a.keys()) if (!b.has(path)) throw new Error(`${out}/${path} is not with the peer`);
}

const leadsSomewhere = (...places) => places.forEach(out => {
  readdirSync(`${out}/node_modules`);
  const broken = spawnSync('find', [out, '-xtype', 'l', '-print', '-quit']).stdout.toString();
  if (broken) throw new Error(`${broken.trim()} leads nowhere`);
});

const exported = (root, out, ...more) => [binary, 'export', '--root', root, '--out', out, ...more];
const shellStrip = (root, out) => `
  mkdir ${out}; cd ${root}; find . -name node_modules -type d -prune -print0 | xargs -0 cp -a --parents -t ${out}
  find ${out} -type l -print0 | while IFS= read -r -d '' link; do
    target=$(readlink -f "$link") && [ -e "$target" ] || target=
    case $target in ${out}/*) ;; *) rm "$link" ;; esac
  done`;
const shellDeref = (root, out, most) => `
  used() { df --output=used -B1M ${root} | tail -1; }
  most=$(($(used) + ${most}))
  cp -RL ${root}/node_modules ${out} 2>/dev/null & copy=$!
  while kill -0 $copy 2>/dev/null && [ $(used) -lt $most ]; do sleep 0.1; done
  kill $copy # fails where the copy has come to an end before, which would be its time
  wait $copy || true`;
// As nixpkgs' hook no-broken-symlinks looks at each link.
const shellVerify = out => `
  find ${out} -type l -print0 | while IFS= read -r -d '' link; do
    parent=$(dirname "$link"); text=$(readlink "$link")
    case $text in /*) target=$text ;; *) target=$(realpath -s "$parent/$text") ;; esac
    [ -e "$target" ] || exit 1
  done`;

// name, trees, what is needed, and the two sides made of a tree and two places.
const rows = [
  ...['real-pnpm', 'real-bun', 'ordinary', 'huge', 'links', 'deep'].map(on => ({
    name: 'export --transfer copy', on, goal: on === 'deep' ? undefined : 0.45, needs: '--transfer', instructions: on === 'real-pnpm', calls: true,
    ours: (root, out) => exported(root, out, '--transfer', 'copy'),
    against: 'cp -a', peer: (root, out) => ['cp', '-a', root, out], check: alike,
  })),
  ...['real-pnpm', 'ordinary'].map(on => ({
    name: 'export --transfer hardlink', on, goal: 0.6, needs: '--transfer', calls: true,
    ours: (root, out) => exported(root, out, '--transfer', 'hardlink'),
    against: 'cp -al', peer: (root, out) => ['cp', '-al', root, out],
    check: alike,
  })),
  ...['real-pnpm', 'real-bun', 'ordinary'].map(on => ({
    name: 'export --mode strip-workspace', on, goal: 0.12, peerRuns: 2,
    ours: (root, out) => exported(root, out, '--mode', 'strip-workspace'),
    against: 'cp, then readlink on each link', peer: shellStrip, check: leadsSomewhere,
  })),
  {
    name: 'export --mode inline-workspace', on: 'real-pnpm', goal: 0.05, peerRuns: 1,
    ours: (root, out) => exported(root, out, '--mode', 'inline-workspace'),
    // Each link becomes a copy, and so do the links in what it leads to: more than the memory, and the time until then is the least it takes.
    against: 'cp -RL node_modules, stopped at 9 GB', peer: (root, out) => shellDeref(root, out, 9000), peerBytes: 13e9, isBound: true,
    check: out => leadsSomewhere(out),
  },
  {
    name: 'export --focus api --prod --transfer hardlink', on: 'real-pnpm', goal: 0.4, needs: '--prod',
    ours: (root, out) => exported(root, out, '--focus', '@bench/api', '--prod', '--transfer', 'hardlink'),
    // With the lockfile, as pnpm 10 does where workspace packages are injected: three times as fast as --legacy. The store is in memory too, for hard links.
    against: 'pnpm deploy --prod',
    peer: (root, out) => `cd ${root}; CI=true npm_config_manage_package_manager_versions=false node ${managers}/pnpm10/bin/pnpm.cjs --filter @bench/api --config.inject-workspace-packages=true deploy --prod --offline --ignore-scripts --store-dir ${store()} ${out}`,
    check: leadsSomewhere,
  },
  {
    name: 'verify', on: 'real-pnpm', goal: 0.01, needs: 'verify', peerRuns: 2, reads: true,
    ours: root => [binary, 'verify', root], against: 'dirname, readlink, realpath for each link', peer: shellVerify,
  },
  {
    name: 'export --transfer copy, on a disk', on: 'ordinary', goal: 0.9, needs: '--transfer', disk: true,
    ours: (root, out) => exported(root, out, '--transfer', 'copy'), against: 'cp -a', peer: (root, out) => ['cp', '-a', root, out], check: alike,
  },
  { name: '--version', on: 'none', ours: () => [binary, '--version'] },
  {
    // The other trees make room for it.
    name: 'export --transfer copy', on: 'million', needs: '--transfer', runs: 2, alone: true,
    ours: (root, out) => exported(root, out, '--transfer', 'copy'), against: 'cp -a', peer: (root, out) => ['cp', '-a', root, out],
  },
];

// What a tmpfs may take: its own limit is no promise that the memory is there.
function room() {
  const { bavail, bsize } = statfsSync(memory);
  return Math.min(bavail * bsize, Number(/^MemAvailable: +(\d+)/m.exec(readFileSync('/proc/meminfo', 'utf8'))[1]) * 1024);
}

function measure(row) {
  const told = { name: row.name, tree: row.on, goal: row.goal, against: row.against, isBound: row.isBound };
  if (row.needs && !help.includes(row.needs)) return { ...told, skipped: `this binary has no ${row.needs}` };
  if (row.alone) readdirSync(memory).forEach(name => rmSync(`${memory}/${name}`, { recursive: true, force: true }));
  let root = row.on === 'none' ? '' : tree(row.on);
  if (row.peerBytes > room()) return { ...told, skipped: `less than ${row.peerBytes / 1e9} GB are free in ${memory}` };
  const place = row.disk ? disk : memory;
  if (row.disk) {
    mkdirSync(disk, { recursive: true });
    must(['cp', '-a', root, `${disk}/source`]);
    root = `${disk}/source`;
  }
  const sides = [{ command: row.ours(root, `${place}/ours`), out: row.reads ? undefined : `${place}/ours` }];
  if (row.peer) sides.push({ command: row.peer(root, `${place}/peer`), out: row.reads ? undefined : `${place}/peer`, runs: row.peerRuns });
  const check = () => row.check?.(`${place}/ours`, `${place}/peer`);
  const [ours, peer] = inTurn(sides, { runs: row.runs ?? runs, scratch: memory, check, before: () => (row.disk ? must(['sync']) : trees[row.on] && touch(trees[row.on])) });
  const figures = all => ({ wall: spread(all.map(one => one.wall)), cpu: all[0].cpu === undefined ? undefined : spread(all.map(one => one.cpu)), peak: median(all.map(one => one.peak ?? NaN)) || undefined });
  const done = { ...told, runs: [ours.length, peer?.length], ours: figures(ours), peer: peer && figures(peer) };
  if (peer) {
    const pairs = key => spread(peer.map((one, i) => ours[i][key] / one[key]));
    done.ratio = { wall: pairs('wall'), cpu: ours[0].cpu === undefined ? undefined : pairs('cpu') };
  }
  sides.forEach((side, n) => {
    const into = n === 0 ? done.ours : done.peer;
    if (row.calls) {
      const traced = systemCalls(side.command, side.out, memory);
      into.calls = traced?.total;
      into.callsByName = traced?.calls;
    }
    if (row.instructions) into.instructions = instructions(side.command, side.out, memory);
  });
  if (row.disk) rmSync(disk, { recursive: true, force: true });
  return done;
}

// What the goals say of one run's own figures.
function derived(all) {
  const find = on => all.find(row => row.name === 'export --transfer copy' && row.tree === on && !row.skipped);
  const lines = [];
  for (const row of [find('real-pnpm'), find('ordinary'), find('million')].filter(Boolean)) {
    const entries = trees[row.tree].entries;
    lines.push(`- ${row.tree}: ${(row.ours.wall[1] / entries * 1e6).toFixed(1)} µs and ${row.ours.calls ? (row.ours.calls / entries).toFixed(2) : '?'} system calls an entry; peak ${(row.ours.peak / 1024).toFixed(1)} MiB, ${Math.round(row.ours.peak * 1024 / entries)} bytes an entry.`);
  }
  return lines.length ? `\n${lines.join('\n')}\n` : '';
}

const all = { machine: `${cpus().length} × ${cpus()[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB`, runs, load: loadavg().map(load => load.toFixed(1)), trees, rows: [] };
let failed = 0;
for (const row of rows.filter(row => (row.on !== 'million' || options.million) && options.only.every(word => `${row.name} ${row.on}`.includes(word)))) {
  process.stderr.write(`${row.name}, ${row.on} … `);
  try {
    all.rows.push(measure(row));
  } catch (error) {
    failed++;
    all.rows.push({ name: row.name, tree: row.on, goal: row.goal, skipped: `failed: ${error.message.split('\n')[0].slice(0, 200)}` });
  }
  const done = all.rows.at(-1);
  process.stderr.write(`${done.skipped ?? (done.ratio ? done.ratio.wall[1].toFixed(3) : done.ours.wall[1].toFixed(4))}\n`);
}
// What was measured before stays in the docs beside the rows of this run.
const docs = `${top}/docs/benchmarks.json`;
if (options.docs && options.only.length > 0 && existsSync(docs)) {
  const before = JSON.parse(readFileSync(docs, 'utf8'));
  const of = (some, { name, on }) => some.find(row => row.name === name && row.tree === on);
  all.rows = rows.map(row => of(all.rows, row) ?? of(before.rows, row)).filter(Boolean);
  for (const name of Object.keys(before.trees)) trees[name] ??= before.trees[name];
}
const table = markdown(all) + derived(all.rows);
writeFileSync(`${results}/results.md`, table);
writeFileSync(`${results}/results.json`, `${JSON.stringify(all, null, 1)}\n`);
writeFileSync(`${results}/results.svg`, svg(all));
if (options.docs) for (const kind of ['md', 'json', 'svg']) copyFileSync(`${results}/results.${kind}`, `${top}/docs/benchmarks.${kind}`);
process.stdout.write(table);
if (!has('strace')) process.stderr.write('strace is not installed: no system calls were counted\n');
process.exitCode = failed ? 1 : 0;

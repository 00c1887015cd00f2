// The results as a table and as a plot.
const seconds = spread => (spread ? `${spread[1].toFixed(spread[1] < 0.1 ? 4 : 2)} (${spread[0].toFixed(spread[0] < 0.1 ? 4 : 2)}–${spread[2].toFixed(spread[2] < 0.1 ? 4 : 2)})` : '');
const number = value => (value === undefined ? '' : value.toLocaleString('en-US'));

export function markdown(results) {
  const lines = [
    `Measured on ${results.machine}; up to ${results.runs} runs of each command in turn (the JSON tells each row's); load before ${results.load.join(', ')}. Times are`,
    'medians (least–most) of whole processes; ratios are medians of pairs.',
    '',
    '| row | tree | ours, s | peer, s | wall ratio | goal | CPU ratio | our peak, MiB | our calls | peer calls | our instructions |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
  ];
  for (const row of results.rows) {
    lines.push(
      row.skipped
        ? `| ${row.name} | ${row.tree} | skipped: ${row.skipped} | | | ${row.goal ? `≤ ${row.goal}` : ''} | | | | | |`
        : `| ${row.name} | ${row.tree} | ${seconds(row.ours.wall)} | ${row.peer ? `${seconds(row.peer.wall)} \`${row.against}\`` : ''} | ${
            row.ratio ? (row.isBound ? '< ' : '') + row.ratio.wall[1].toFixed(3) : ''
          } | ${row.goal ? `≤ ${row.goal}` : ''} | ${row.ratio?.cpu ? (row.isBound ? '< ' : '') + row.ratio.cpu[1].toFixed(2) : ''} | ${
            row.ours.peak ? (row.ours.peak / 1024).toFixed(1) : ''
          } | ${number(row.ours.calls)} | ${number(row.peer?.calls)} | ${row.ours.instructions ? `${number(row.ours.instructions.user)} (${row.ours.instructions.by})` : ''} |`,
    );
  }
  lines.push('', '| tree | entries | files | directories | links | MB |', '| --- | --- | --- | --- | --- | --- |');
  for (const [name, tree] of Object.entries(results.trees)) {
    lines.push(`| ${name} | ${number(tree.entries)} | ${number(tree.files)} | ${number(tree.directories)} | ${number(tree.links)} | ${Math.round(tree.bytes / 1e6)} |`);
  }
  return `${lines.join('\n')}\n`;
}

// A bar a row: the part of the peer's time that ours takes; a mark where the goal is.
export function svg(results) {
  const rows = results.rows.filter(row => row.ratio);
  const [left, width, step, head] = [330, 430, 26, 44];
  const height = head + rows.length * step + 30;
  const x = ratio => left + Math.min(ratio, 1.2) / 1.2 * width;
  const escape = text => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
  const bars = rows.map((row, i) => {
    const y = head + i * step;
    const ratio = row.ratio.wall[1];
    return `  <text x="${left - 8}" y="${y + 13}" text-anchor="end">${escape(`${row.name}, ${row.tree}`)}</text>
  <rect x="${left}" y="${y + 2}" width="${(x(ratio) - left).toFixed(1)}" height="14" fill="#3b78b8"/>
  <text x="${(x(ratio) + 5).toFixed(1)}" y="${y + 13}">${row.isBound ? '&lt; ' : ''}${ratio.toFixed(3)}</text>${
    row.goal ? `\n  <path d="M${x(row.goal).toFixed(1)} ${y - 1}v20" stroke="#c0392b" stroke-width="2"/>` : ''}`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${left + width + 60}" height="${height}" font-family="sans-serif" font-size="12">
  <rect width="100%" height="100%" fill="#fff"/>
  <text x="12" y="20" font-size="14">Time as a part of what people use instead (1 = the same); red: the goal</text>
  <path d="M${x(1).toFixed(1)} ${head - 8}V${height - 18}" stroke="#999" stroke-dasharray="3 3"/>
  <text x="${x(1).toFixed(1)}" y="${height - 5}" text-anchor="middle">1</text>
${bars.join('\n')}
</svg>
`;
}

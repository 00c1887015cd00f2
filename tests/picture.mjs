// Usage: node picture.mjs TITLE <transcript >picture.svg
// Draws what a terminal shows of a text with colours (SGR), as an SVG picture for light and dark pages.
import { readFileSync } from "node:fs";

const title = process.argv[2];
const lines = readFileSync(0, "utf8").trimEnd().split("\n");
const plain = (line) => line.replaceAll(/\x1b\[[\d;]*m/g, "");
const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const classes = { 1: "bold", 2: "dim", 31: "red", 32: "green", 33: "yellow", 36: "blue" };
const [character, height, margin] = [8.43, 20, 20]; // of the font at 14 px

function spans(line) {
  let current = new Set();
  return line
    .split(/(\x1b\[[\d;]*m)/)
    .map((part) => {
      const codes = /^\x1b\[([\d;]*)m$/.exec(part)?.[1].split(";");
      if (codes === undefined) {
        return current.size > 0 && part ? `<tspan class="${[...current].join(" ")}">${escape(part)}</tspan>` : escape(part);
      }
      for (const code of codes) {
        if (Number(code) === 0) current = new Set();
        else if (classes[code]) current.add(classes[code]);
        else throw new Error(`no class for the colour ${code}`);
      }
      return "";
    })
    .join("");
}

const width = Math.ceil(Math.max(...lines.map((line) => plain(line).length)) * character) + 2 * margin;
const texts = lines.map((line, i) => `<text x="${margin}" y="${margin + height * (i + 1) - 6}">${spans(line)}</text>`);
console.log(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${lines.length * height + 2 * margin}" role="img" aria-label="${escape(title)}">
<title>${escape(title)}</title>
<style>
  rect { fill: #f6f8fa; stroke: #d0d7de }
  text { font: 14px ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; fill: #1f2328; white-space: pre }
  .bold { font-weight: bold } .dim { fill: #6e7781 } .red { fill: #cf222e } .green { fill: #116329 } .yellow { fill: #7d4e00 } .blue { fill: #0969da }
  @media (prefers-color-scheme: dark) {
    rect { fill: #0d1117; stroke: #30363d } text { fill: #e6edf3 }
    .dim { fill: #8b949e } .red { fill: #ff7b72 } .green { fill: #56d364 } .yellow { fill: #e3b341 } .blue { fill: #79c0ff }
  }
</style>
<rect width="100%" height="100%" rx="8" />
${texts.join("\n")}
</svg>`);

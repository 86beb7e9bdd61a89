// Makes the icon sprite cuncuntong/web/static/vendor/icons.svg from the names in frontend/icons.txt.
//
// One name a line (Tabler's outline set); `filled/star` takes the filled drawing as symbol "star-filled".
// Pages use it as <svg class="icon"><use href="…/vendor/icons.svg#home"></use></svg>; size, colour and
// line width come from the stylesheet.

import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const packageDirectory = join(root, "node_modules", "@tabler", "icons");
const target = join(root, "cuncuntong", "web", "static", "vendor");

const OUTLINE = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"';
const FILLED = 'fill="currentColor"';

function wantedNames() {
  const lines = readFileSync(join(root, "frontend", "icons.txt"), "utf8").split("\n");
  const names = lines.map((line) => line.replace(/#.*/, "").trim()).filter(Boolean);
  return [...new Set(names)].sort();
}

function similar(name, folder) {
  const word = name.split("-")[0];
  const all = readdirSync(folder).map((file) => file.replace(/\.svg$/, ""));
  return all.filter((other) => other.includes(word)).slice(0, 8);
}

function symbol(entry) {
  const filled = entry.startsWith("filled/");
  const name = filled ? entry.slice("filled/".length) : entry;
  const folder = join(packageDirectory, "icons", filled ? "filled" : "outline");
  const file = join(folder, `${name}.svg`);
  if (!/^[a-z0-9-]+$/.test(name) || !existsSync(file)) {
    throw new Error(`frontend/icons.txt: no icon "${entry}"; similar: ${similar(name, folder).join(", ") || "none"}`);
  }
  const source = readFileSync(file, "utf8").replace(/<!--[\s\S]*?-->/g, "");
  const body = source.slice(source.indexOf(">", source.indexOf("<svg")) + 1, source.lastIndexOf("</svg>"));
  const shapes = body
    .replace(/<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*\/>/, "")
    .replace(/>\s+</g, "><")
    .trim();
  const id = filled ? `${name}-filled` : name;
  return `<symbol id="${id}" viewBox="0 0 24 24" ${filled ? FILLED : OUTLINE}>${shapes}</symbol>`;
}

function main() {
  const { version, license } = JSON.parse(readFileSync(join(packageDirectory, "package.json"), "utf8"));
  const symbols = wantedNames().map(symbol);
  const notice = `<!-- Tabler Icons ${version}, ${license} licence: see icons.LICENSE.txt -->`;
  const sprite = `<svg xmlns="http://www.w3.org/2000/svg">${notice}\n${symbols.join("\n")}\n</svg>\n`;
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, "icons.LICENSE.txt"), readFileSync(join(packageDirectory, "LICENSE")));
  // Written aside and renamed: a server that is running never reads half a file.
  const partial = join(target, ".icons.svg.part");
  writeFileSync(partial, sprite);
  renameSync(partial, join(target, "icons.svg"));
  console.log(`icons.svg: ${symbols.length} icons, ${(sprite.length / 1024).toFixed(1)} KB`);
}

try {
  main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const FILE = "third-party-notices.txt";
// What is handed on besides packages.
const OWN_NOTICES = ["../sunmask/chorale/sound/voices.LICENSE.md"];
const IS_LICENCE = /^(licen[cs]e|copying|notice|ofl)/i;

/** The folder of the installed package that a module is of; null for our own. */
function packageOf(id) {
  const path = id.replace(/^\0/, "").replace(/\?.*$/, "");
  const at = path.lastIndexOf("/node_modules/");
  if (at < 0) return null;
  const [scope = "", name = ""] = path.slice(at + "/node_modules/".length).split("/");
  return join(
    path.slice(0, at),
    "node_modules",
    scope.startsWith("@") ? `${scope}/${name}` : scope,
  );
}

/** What a package says of its licence. Throws where it says nothing: then it may not be handed on. */
function noticeOf(folder) {
  const about = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const files = readdirSync(folder).filter((name) => IS_LICENCE.test(name));
  if (files.length === 0 && !about.license)
    throw new Error(`expected a licence in ${about.name}, found none`);
  const texts = files.map((name) => readFileSync(join(folder, name), "utf8").trim());
  return [`${about.name} ${about.version} (${about.license ?? "see below"})`, ...texts].join(
    "\n\n",
  );
}

/** Writes the licences of all that the build hands on beside it, from the packages as they are installed. */
export function thirdPartyNotices() {
  return {
    name: "third-party-notices",
    apply: "build",
    generateBundle() {
      const folders = new Set();
      for (const id of this.getModuleIds()) {
        const folder = packageOf(id);
        if (folder !== null && existsSync(join(folder, "package.json"))) folders.add(folder);
      }
      const here = dirname(dirname(new URL(import.meta.url).pathname));
      const notices = [
        ...[...folders].sort().map(noticeOf),
        ...OWN_NOTICES.map((path) => readFileSync(join(here, path), "utf8").trim()),
      ];
      const rule = `\n\n${"-".repeat(80)}\n\n`;
      this.emitFile({ type: "asset", fileName: FILE, source: `${notices.join(rule)}\n` });
    },
  };
}

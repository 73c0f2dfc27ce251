/** Which folder may import which: downwards only, and no two files in a circle. */

import { describe, expect, it } from "vitest";

/**
 * What a room may import. A room is a folder; `canvases/<kind>` is one each, so that a kind knows neither another
 * kind nor the registry. `ui` may be imported from anywhere and knows nothing of the studio.
 */
const WIRE = ["addresses", "protocol", "api", "curation", "session"];
const BELOW_CANVASES = [...WIRE, "ui", "domain", "state", "audio"];
const CANVASES = [...BELOW_CANVASES, "canvases", "canvases/common"];
const COLLECTION = [...CANVASES, "frame", "links", "takes"];
const PAGES = [
  "pages",
  "takes",
  "rankings",
  "lineage",
  "replay",
  "practice",
  "listening",
  "campaigns",
  "programs",
];
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  ui: [],
  addresses: [],
  protocol: [],
  api: ["addresses", "protocol"],
  curation: ["addresses", "protocol", "api"],
  socket: [],
  streams: ["protocol"],
  session: ["addresses", "protocol", "socket", "streams"],
  domain: ["protocol", "ui"],
  state: [...WIRE, "ui", "domain"],
  audio: ["ui", "domain", "state"],
  "canvases/common": [...WIRE, "ui", "domain", "state"],
  "canvases/chorale": [...BELOW_CANVASES, "canvases/common"],
  "canvases/text": [...BELOW_CANVASES, "canvases/common"],
  "canvases/plain": [...BELOW_CANVASES, "canvases/common"],
  canvases: [
    ...BELOW_CANVASES,
    "canvases/common",
    "canvases/chorale",
    "canvases/text",
    "canvases/plain",
  ],
  frame: CANVASES,
  links: [...WIRE, "ui", "domain", "state"],
  takes: [...CANVASES, "frame", "links"],
  rankings: COLLECTION,
  lineage: COLLECTION,
  replay: COLLECTION,
  practice: COLLECTION,
  listening: [...COLLECTION, "rankings"],
  campaigns: [...COLLECTION, "rankings", "listening"],
  programs: [...CANVASES, "frame", "links"],
  panels: [...CANVASES, "links", "takes"],
  pages: [...CANVASES, "frame", "links", "panels", "programs"],
  testing: ["protocol", "domain", "audio"],
  App: ["addresses", "ui", "frame", ...PAGES],
  main: ["ui", "App"],
};

const SOURCES = import.meta.glob<string>("./**/*.{ts,tsx}", {
  query: "?raw",
  import: "default",
  eager: true,
});
const FILES = Object.keys(SOURCES).filter((file) => !/\.(test|recorded|d)\.tsx?$/.test(file));

/** The files that each file imports, by path from this folder. */
const IMPORTS = new Map(FILES.map((file) => [file, importsOf(file)]));

function importsOf(file: string): string[] {
  const written = SOURCES[file]?.matchAll(/(?:from|import\(|import)\s*"(\.[^"]+)"/g) ?? [];
  return [...written].flatMap(([, path]) => {
    const wanted = resolved(file, path as string);
    return FILES.filter((other) => other.replace(/\.tsx?$/, "") === wanted);
  });
}

function resolved(from: string, path: string): string {
  const folders = from.split("/").slice(0, -1);
  for (const part of path.split("/")) {
    if (part === "..") folders.pop();
    else if (part !== ".") folders.push(part);
  }
  return folders.join("/");
}

function roomOf(file: string): string {
  const [first, second, third] = file.replace(/^\.\//, "").split("/") as [string, string, string];
  if (second === undefined) return first.replace(/\.tsx?$/, "");
  return first === "canvases" && third !== undefined ? `${first}/${second}` : first;
}

/** A way from a node back to itself; null where there is none. */
function circle(arrows: ReadonlyMap<string, Iterable<string>>): string[] | null {
  const done = new Set<string>();
  const walk = (node: string, way: readonly string[]): string[] | null => {
    if (way.includes(node)) return [...way.slice(way.indexOf(node)), node];
    if (done.has(node)) return null;
    for (const next of arrows.get(node) ?? []) {
      const found = walk(next, [...way, node]);
      if (found) return found;
    }
    done.add(node);
    return null;
  };
  for (const node of arrows.keys()) {
    const found = walk(node, []);
    if (found) return found;
  }
  return null;
}

describe("the rooms of the browser", () => {
  it("finds imports to judge", () => {
    expect(FILES.length).toBeGreaterThan(200);
    expect(IMPORTS.get("./App.tsx")).toContain("./ui/messages/Toasts.tsx");
  });

  it("import only what the table allows", () => {
    const wrong = FILES.flatMap((file) =>
      (IMPORTS.get(file) ?? [])
        .filter((other) => roomOf(other) !== roomOf(file))
        .filter((other) => !ALLOWED[roomOf(file)]?.includes(roomOf(other)))
        .map((other) => `${file} imports ${other}`),
    );
    expect(wrong).toEqual([]);
  });

  it("are allowed no circle", () => {
    expect(circle(new Map(Object.entries(ALLOWED)))).toBeNull();
  });

  it("hold no two files that import each other in a circle", () => {
    expect(circle(IMPORTS)).toBeNull();
  });

  it("have rooms of their own, of which no two import each other in a circle", () => {
    const folderOf = (file: string) => file.slice(0, file.lastIndexOf("/"));
    for (const inside of ["./domain/", "./rankings/"]) {
      const arrows = new Map<string, Set<string>>();
      for (const file of FILES.filter((one) => one.startsWith(inside))) {
        const room = folderOf(file);
        const others = (IMPORTS.get(file) ?? []).filter((one) => one.startsWith(inside));
        const known = arrows.get(room) ?? new Set<string>();
        for (const other of others.map(folderOf)) if (other !== room) known.add(other);
        arrows.set(room, known);
      }
      expect(arrows.size, inside).toBeGreaterThan(4);
      expect(circle(arrows)).toBeNull();
    }
  });

  it("know the open canvas by what they are given, but for its page and its kinds", () => {
    const knowing = FILES.filter((file) => IMPORTS.get(file)?.includes("./state/stage/open.ts"));
    const others = knowing.filter((file) => !/^canvases.(chorale|text|plain)$/.test(roomOf(file)));
    expect(others).toEqual([
      "./pages/studio/StudioPage.tsx",
      "./state/comments.ts",
      "./state/stage/studio.ts",
    ]);
  });

  it("lists every room there is", () => {
    expect([...new Set(FILES.map(roomOf))].sort()).toEqual(Object.keys(ALLOWED).sort());
  });
});

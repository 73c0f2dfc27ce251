/** How long files, functions and lists of parameters may be. */

import { parseAst } from "vite";
import { describe, expect, it } from "vitest";

const MOST_LINES_OF_FILE = 400;
const MOST_LINES_OF_FUNCTION = 80;
const MOST_PARAMETERS = 7;

const SOURCES = import.meta.glob<string>(["./**/*.{ts,tsx}", "!./protocol.ts"], {
  query: "?raw",
  import: "default",
  eager: true,
});

interface Node {
  type: string;
  start: number;
  end: number;
  id?: { name: string } | null;
  key?: { name?: string };
  params?: unknown[];
}

interface FoundFunction {
  name: string;
  lines: number;
  numParameters: number;
}

const FUNCTIONS = new Set(["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"]);

/** Every function of a source, named by what it is assigned to. */
function functionsOf(source: string, lang: "ts" | "tsx"): FoundFunction[] {
  const found: FoundFunction[] = [];
  const walk = (node: unknown, name: string): void => {
    if (Array.isArray(node)) for (const one of node) walk(one, name);
    if (typeof node !== "object" || node === null || !("type" in node)) return;
    const here = node as Node;
    const called = here.id?.name ?? here.key?.name ?? name;
    if (FUNCTIONS.has(here.type)) {
      const lines = source.slice(here.start, here.end).split("\n").length;
      found.push({ name: called, lines, numParameters: here.params?.length ?? 0 });
    }
    for (const [field, child] of Object.entries(here)) if (field !== "id") walk(child, called);
  };
  walk(parseAst(source, { lang }), "");
  return found;
}

const FILES = Object.entries(SOURCES);
const FOUND = FILES.filter(([file]) => !/\.(test|recorded)\.ts$/.test(file)).flatMap(
  ([file, source]) =>
    functionsOf(source, file.endsWith(".tsx") ? "tsx" : "ts").map((one) => ({ file, ...one })),
);

describe("sizes", () => {
  it("finds functions to measure", () => {
    expect(FOUND.length).toBeGreaterThan(2000);
    expect(functionsOf("const a = (b) => {\n  return b;\n};", "ts")).toEqual([
      { name: "a", lines: 3, numParameters: 1 },
    ]);
  });

  it(`has no file over ${MOST_LINES_OF_FILE} lines`, () => {
    const long = FILES.map(([file, source]) => `${file}: ${source.split("\n").length - 1}`);
    expect(long.filter((one) => Number(one.split(": ")[1]) > MOST_LINES_OF_FILE)).toEqual([]);
  });

  it(`has no function over ${MOST_LINES_OF_FUNCTION} lines`, () => {
    const long = FOUND.filter(({ lines }) => lines > MOST_LINES_OF_FUNCTION);
    expect(long.map(({ file, name }) => `${file} ${name}`)).toEqual([]);
  });

  it(`has no function with more than ${MOST_PARAMETERS} parameters`, () => {
    const many = FOUND.filter(({ numParameters }) => numParameters > MOST_PARAMETERS);
    expect(many.map(({ file, name }) => `${file} ${name}`)).toEqual([]);
  });
});

import { afterEach, describe, expect, it, vi } from "vitest";

const SOURCES = import.meta.glob<string>(
  [
    "./**/*.{ts,tsx}",
    "!./**/*.{test,recorded}.{ts,tsx}",
    "!./addresses.ts",
    "!./protocol.ts",
    "!./testing/*",
  ],
  { query: "?raw", import: "default", eager: true },
);
const STYLES = import.meta.glob<string>("./**/*.css", {
  query: "?raw",
  import: "default",
  eager: true,
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules(); // else others would find what this file has loaded
});

/** The module as a page has it that says this. */
async function loaded(said: Record<string, string>): Promise<typeof import("./addresses")> {
  vi.resetModules();
  const querySelector = (selector: string) => {
    const content = said[/name="(.+)"/.exec(selector)?.[1] ?? ""];
    return content === undefined ? null : { content };
  };
  vi.stubGlobal("document", { querySelector });
  vi.stubGlobal("window", { location: { protocol: "https:", host: "school.example" } });
  return await import("./addresses");
}

describe("the studio's addresses", () => {
  it("begin at the root of its host where the page says nothing else", async () => {
    const { apiAddress, fileAddress, pages, socketAddress } = await loaded({});
    expect(pages.home).toBe("/");
    expect(pages.canvas("p1", "c1")).toBe("/p/p1/c/c1");
    expect(apiAddress("/account")).toBe("/api/account");
    expect(fileAddress("check_ranking.py")).toBe("/static/check_ranking.py");
    expect(socketAddress("p1")).toBe("wss://school.example/ws/projects/p1");
  });

  it("all begin with the path that the page says, and so do the routes", async () => {
    const said = { "studio-path": "/music/", "csrf-cookie": "music_csrftoken" };
    const { apiAddress, CSRF_COOKIE, fileAddress, pages, socketAddress } = await loaded(said);
    const made = Object.values(pages).map((page) =>
      typeof page === "string" ? page : page(":one", ":other"),
    );
    for (const address of [...made, apiAddress("/account"), fileAddress("check_ranking.py")])
      expect(address).toMatch(/^\/music\/(?!.*\/\/)/);
    expect(new Set(made).size).toBe(made.length);
    expect(socketAddress("p1")).toBe("wss://school.example/music/ws/projects/p1");
    expect(CSRF_COOKIE).toBe("music_csrftoken");
  });
});

/** Literals of a source that are addresses from the root of the host on, and where it asks for its host. */
function absolute(source: string): string[] {
  const code = source
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/(^|\s)\/\/.*$/gm, "")
    // what the API's own functions are given is below its address
    .replace(/"(?:GET|POST|PUT|PATCH|DELETE)",\s*["`]\//g, "")
    .replace(/(?:upload<[^(]*>|apiAddress)\(\s*["`]\//g, "");
  const literals = code.matchAll(
    /(?:(?<==|href: )"\/"|navigate\("\/"|["'`]\/[a-z][\w/-]*(?=["'`?$]))/gi,
  );
  const hosts = code.matchAll(/location\.(?:origin|host)\b|\bhost\b[^;]*= (?:window\.)?location/g);
  return [...literals, ...hosts].map(([found]) => found);
}

describe("the browser's code", () => {
  it("makes an address nowhere else, which would miss the path", () => {
    const found = Object.entries(SOURCES).flatMap(([path, source]) =>
      absolute(source).map((address) => `${path}: ${address}`),
    );
    expect(Object.keys(SOURCES).length).toBeGreaterThan(200);
    expect(found).toEqual([]);
  });

  it.each([
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a source
    "<A href={`/p/${project}`}>",
    '<a href="/">',
    'navigate("/")',
    'crumbs={[{ label: "Projects", href: "/" }]}',
    'fetch("/api/account")',
    "const { protocol, host } = window.location;",
    "new URL(location.origin)",
  ])("is found out in %s", (source) => {
    expect(absolute(source)).not.toEqual([]);
  });

  it("may say the API's own addresses, and write slashes elsewhere", () => {
    const source =
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a source
      'send<Person>("GET", "/account"); text.split("/"); `/${of}`; upload<A>(`/b/${c}`)';
    expect(absolute(source)).toEqual([]);
  });

  it("has styles that name no address from the root on", () => {
    const found = Object.entries(STYLES).filter(([, style]) => /url\(["']?\//.test(style));
    expect(found.map(([path]) => path)).toEqual([]);
  });
});

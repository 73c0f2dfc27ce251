// The keys of signs are MuseScore's; where steering has one already, another one is said.
import { afterAll, describe, expect, it, vi } from "vitest";
import { keyOf } from "../../../ui/keys/keyNames";

// The tables are beside what they do, which asks a browser how fine its pointer is.
vi.stubGlobal("window", { matchMedia: () => ({ matches: false, addEventListener() {} }) });
const { KEYMAP } = await import("../keyboard/keymap");
const { WRITING_KEYS } = await import("../writing/keys");

afterAll(() => void vi.unstubAllGlobals());

/** The keys of MuseScore 4: the sign, its key there, and the key here outside of writing where that differs. */
const MUSESCORE = [
  { name: "slur", key: "s" },
  { name: "crescendo", key: "<" },
  { name: "diminuendo", key: ">" },
  { name: "staccato", key: "Shift+s" },
  { name: "tenuto", key: "Shift+n", otherwise: "Alt+Shift+n" },
  { name: "accent", key: "Shift+v", otherwise: "Alt+Shift+v" },
  { name: "marcato", key: "Shift+o" },
  { name: "grace", key: "/" },
  ...(["2", "3", "4", "5", "6", "7"] as const).map((digit) => ({
    name: "tuplet" as const,
    key: `mod+${digit}` as const,
  })),
  { name: "dynamic", key: "mod+d" },
  { name: "staff-text", key: "mod+t", otherwise: "Alt+t" },
  { name: "system-text", key: "mod+Shift+t", otherwise: "Alt+Shift+t" },
  { name: "rehearsal", key: "mod+m" },
] as const;

const nameOf = (table: readonly { name: string; keys: readonly string[] }[], key: string) =>
  table.find(({ keys }) => keys.includes(key))?.name;

describe("the keys of signs", () => {
  it.each(MUSESCORE)("write $name with MuseScore's key", (one) => {
    // While the staff is written on its keys come first, then those of the canvas.
    const written = nameOf([...WRITING_KEYS, ...KEYMAP], one.key);
    expect(written?.replace("written-", "")).toBe(one.name);
    const anywhere = "otherwise" in one ? one.otherwise : one.key;
    expect(nameOf(KEYMAP, anywhere)).toBe(one.name);
  });

  it("leave steering what it has", () => {
    expect(nameOf(KEYMAP, "Shift+n")).toBe("notation");
    expect(nameOf(KEYMAP, "Shift+v")).toBe("invert");
  });

  it("say no key twice", () => {
    const keys = KEYMAP.flatMap((key) => key.keys);
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  it("are known where Alt makes another sign of a letter", () => {
    const event = { key: "†", code: "KeyT", altKey: true } as KeyboardEvent;
    expect(keyOf(event)).toBe("Alt+t");
    expect(keyOf({ ...event, key: "ˇ", shiftKey: true })).toBe("Alt+Shift+t");
    expect(keyOf({ key: ">", code: "Period", shiftKey: true } as KeyboardEvent)).toBe(">");
  });
});

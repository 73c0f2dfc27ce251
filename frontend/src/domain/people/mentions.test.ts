import { describe, expect, it } from "vitest";
import { nameBegun, stretchesOf } from "./mentions";

const namesIn = (text: string) =>
  stretchesOf(text, ["ada", "Ben.K", "cleo"])
    .filter(({ isName }) => isName)
    .map((one) => one.text);

describe("names of members", () => {
  it("are found whatever their case and whatever follows", () => {
    expect(namesIn("@Ada, look. @ben.k. (@cleo)")).toEqual(["@Ada", "@ben.k", "@cleo"]);
  });

  it("are those of members alone, and whole", () => {
    expect(namesIn("@adam and @nobody, ada")).toEqual([]);
  });

  it("leave the text as it was", () => {
    const text = "Is @ada here? @x\n@cleo!";
    expect(
      stretchesOf(text, ["ada", "cleo"])
        .map((one) => one.text)
        .join(""),
    ).toBe(text);
  });

  it("are known while they are typed", () => {
    expect(nameBegun("Ask @be", 7)).toBe("be");
    expect(nameBegun("@", 1)).toBe("");
    expect(nameBegun("mail@be", 7)).toBeNull();
    expect(nameBegun("Ask @ben now", 12)).toBeNull();
  });
});

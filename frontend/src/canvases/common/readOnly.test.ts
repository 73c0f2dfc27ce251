import { expect, it } from "vitest";
import { readOnlySentence } from "./readOnly";

it("names what each role may do, and not what it may not", () => {
  expect(readOnlySentence("viewer")).toContain("look, listen and export");
  expect(readOnlySentence("viewer")).not.toContain("comment");
  expect(readOnlySentence("commenter")).toContain("comment");
  expect(readOnlySentence("commenter")).not.toContain("takes");
  expect(readOnlySentence("curator")).toContain("rate takes");
});

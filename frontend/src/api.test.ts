import { describe, expect, it } from "vitest";
import { failureFromBody, sentenceForStatus } from "./api";

describe("failures of the API", () => {
  it("keeps the studio's own sentence", () => {
    const failure = failureFromBody(422, { code: "bad", message: "Bar 3 has five voices." });
    expect(failure.message).toBe("Bar 3 has five voices.");
    expect(failure.status).toBe(422);
  });

  it("finds a sentence for an answer that is not the studio's", () => {
    expect(failureFromBody(502, null).message).toBe(sentenceForStatus(502));
    expect(failureFromBody(404, "<html>").message).toMatch(/do not have access/);
  });
});

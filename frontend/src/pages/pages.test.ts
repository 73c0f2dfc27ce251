import { describe, expect, it } from "vitest";
import { failureFromBody, sentenceForStatus } from "../api";
import { ago } from "./ago";
import { refusal } from "./importing";

describe("words on pages", () => {
  it("says how long ago something was", () => {
    const now = Date.parse("2026-01-02T12:00:00Z");
    expect(ago("2026-01-02T11:59:30Z", now)).toBe("just now");
    expect(ago("2026-01-02T11:59:00Z", now)).toBe("1 minute ago");
    expect(ago("2026-01-01T11:00:00Z", now)).toBe("1 day ago");
  });

  it("refuses a file that is no score, too large or empty, and says what to do", () => {
    expect(refusal({ name: "tune.mp3", size: 10 })).toMatch(/MusicXML/);
    expect(refusal({ name: "big.mxl", size: 3 << 20 })).toMatch(/3\.0 MB; at most 1 MB/);
    expect(refusal({ name: "tune.mid", size: 0 })).toMatch(/empty/);
    expect(refusal({ name: "Tune.MusicXML", size: 10 })).toBeNull();
  });
});

describe("failures of the API", () => {
  it("keeps the studio's own sentence", () => {
    const failure = failureFromBody(422, { code: "bad", message: "Bar 3 has five voices." });
    expect(failure.message).toBe("Bar 3 has five voices.");
    expect(failure.status).toBe(422);
  });

  it("finds a sentence for an answer that is not the studio's", () => {
    expect(failureFromBody(502, null).message).toBe(sentenceForStatus(502));
    expect(failureFromBody(404, "<html>").message).toMatch(/no access/);
  });
});

import { describe, expect, it } from "vitest";
import { ago } from "./ago";

describe("times in words", () => {
  it("says how long ago something was", () => {
    const now = Date.parse("2026-01-02T12:00:00Z");
    expect(ago("2026-01-02T11:59:30Z", now)).toBe("just now");
    expect(ago("2026-01-02T11:59:00Z", now)).toBe("1 minute ago");
    expect(ago("2026-01-01T11:00:00Z", now)).toBe("1 day ago");
  });
});

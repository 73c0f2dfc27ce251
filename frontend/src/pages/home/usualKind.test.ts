import { describe, expect, it } from "vitest";
import { usualKind } from "./usualKind";

describe("the kind that a new canvas is offered as", () => {
  it("is that of the canvas that was changed last", () => {
    const canvases = [
      { kind: "text", updated_at: "2026-01-02T00:00:00Z", is_in_bin: false },
      { kind: "chorale", updated_at: "2026-01-01T00:00:00Z", is_in_bin: false },
      { kind: "chorale", updated_at: "2026-01-03T00:00:00Z", is_in_bin: true },
    ];
    expect(usualKind(canvases)).toBe("text");
  });

  it("is nothing in an empty project", () => {
    expect(usualKind([])).toBeNull();
  });
});

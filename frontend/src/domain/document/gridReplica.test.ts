// What a document laid out as a grid says besides its cells.
import { describe, expect, it } from "vitest";
import { CHORALE_SHAPE, METRE_ROW } from "../chorale/music/symbols";
import { GridReplica } from "./gridReplica";
import type { GridChange } from "./layout";

function changing(): GridReplica {
  const replica = new GridReplica(CHORALE_SHAPE);
  replica.columns.push(Array.from({ length: 40 }, (_, column) => `c${column}`));
  replica.maps.meta.set("metre", "4/4");
  replica.maps.marks.set(`c32:${METRE_ROW}`, { metre: "4/4" });
  replica.maps.marks.set(`c16:${METRE_ROW}`, { metre: "3/4" });
  replica.maps.marks.set("c16:0", { fermata: true });
  return replica;
}

describe("changes of metre", () => {
  it("hang on columns, and the metadata says them by place", () => {
    expect(changing().read(null, []).meta).toEqual({
      metre: "4/4",
      metre_changes: [
        [16, "3/4"],
        [32, "4/4"],
      ],
    });
  });

  it("go with their columns", () => {
    const replica = changing();
    const before = replica.read(null, []);
    const insert: GridChange = { insert: ["n1", "n2"], after: "c3" };
    replica.apply(insert);
    const after = replica.read(before, [insert]);
    expect(after.meta.metre_changes).toEqual([
      [18, "3/4"],
      [34, "4/4"],
    ]);
    const remove: GridChange = { remove: ["c16"] };
    replica.apply(remove);
    expect(replica.read(after, [remove]).meta.metre_changes).toEqual([[33, "4/4"]]);
  });

  it("leave the metadata the same object where other marks change", () => {
    const replica = changing();
    const before = replica.read(null, []);
    const mark: GridChange = { map: "marks", key: "c1:0", value: { fermata: true } };
    replica.apply(mark);
    expect(replica.read(before, [mark]).meta).toBe(before.meta);
    const gone: GridChange = { map: "marks", key: `c16:${METRE_ROW}`, value: undefined };
    replica.apply(gone);
    expect(replica.read(before, [gone]).meta.metre_changes).toEqual([[32, "4/4"]]);
  });
});

import { describe, expect, it } from "vitest";
import { isHeard, toggleMute, toggleSolo } from "../state/stage/voices";
import {
  channels,
  isUsual,
  midiPan,
  midiVolume,
  readChannels,
  resetMixer,
  setChannel,
  setPractised,
  soundingChannels,
  USUAL,
} from "./mixer";

describe("a mixer that a browser kept", () => {
  it("is as usual where nothing was kept, or nothing that makes sense", () => {
    for (const stored of [undefined, null, "loud", {}, [], [1, null]])
      expect(readChannels(stored)).toEqual(USUAL);
  });

  it("comes back as it was set", () => {
    const set = USUAL.map((one) => ({ ...one, instrument: "organ" as const, volume: 12, pan: 90 }));
    expect(readChannels(JSON.parse(JSON.stringify(set)))).toEqual(set);
  });

  it("keeps within its ends and to instruments that there are", () => {
    const [first] = readChannels([{ instrument: "kazoo", volume: 900, pan: Number.NaN }]);
    expect(first).toEqual({ instrument: "choir", volume: 100, pan: USUAL[0]?.pan });
  });
});

it("a mixer that is reset has every voice heard", () => {
  expect(isUsual()).toBe(true);
  for (const change of [
    () => toggleMute(0),
    () => toggleSolo(2),
    () => setChannel(3, { volume: 20 }),
  ]) {
    change();
    expect(isUsual()).toBe(false);
    resetMixer();
    expect(isUsual()).toBe(true);
    expect([0, 1, 2, 3].every(isHeard)).toBe(true);
  }
});

describe("MIDI", () => {
  it("has its ends and its middle", () => {
    expect([0, 50, 80, 100].map(midiVolume)).toEqual([0, 64, 102, 127]);
    expect([-100, -50, 0, 50, 100].map(midiPan)).toEqual([1, 33, 64, 96, 127]);
  });
});

describe("a voice that is practised", () => {
  it("is loud and the others softer, and the mixer stays as it is", () => {
    const before = channels();
    setPractised({ voice: 1, others: 25 });
    expect(soundingChannels().map(({ volume }) => volume)).toEqual([20, 100, 20, 20, 20, 20]);
    setPractised({ voice: 1, others: 0 });
    expect(soundingChannels()[0]?.volume).toBe(0);
    expect(channels()).toBe(before);
    setPractised(null);
    expect(soundingChannels()).toBe(before);
  });
});

// What the two generations of a pair hold: the free words of every candidate, side by side.
import { type Accessor, createMemo } from "solid-js";
import { type CellState, isHeld } from "../../../domain/cells";
import { isActive } from "../../../domain/generation/progress";
import { shownWord } from "../../../domain/text/words";
import type { Job } from "../../../protocol";
import type { FollowedGeneration } from "../../../state/generations/generations";
import { useFollowed } from "../../../state/stage/studio";

export interface PairSide {
  /** Null until it is made. */
  generation: string | null;
  /** The word that this run trusts, and the one that it doubts. */
  trusted: string;
  doubted: string;
  /** By candidate: the free words at its last step; none before the first. */
  runs: readonly (readonly string[])[];
  /** Candidates in which both held words stand at their places. */
  numHeld: number;
}

/** The two runs of a pair, with every step that comes. */
export function usePairSides(job: Accessor<Job>): Accessor<readonly [PairSide, PairSide]> {
  const followed = [0, 1].map((side) => useFollowed(() => job().generations[side] ?? null));
  return createMemo(() => {
    const places = (["first", "second"] as const).map(
      (name) => ((job().settings[name] ?? []) as number[])[0] ?? -1,
    );
    const sides = followed.map((one, side) => sideOf(one(), places, side));
    return sides as unknown as readonly [PairSide, PairSide];
  });
}

function sideOf(
  followed: FollowedGeneration | null,
  places: readonly number[],
  side: number,
): PairSide {
  const [frozen, step] = [followed?.frozen() ?? null, followed?.lastStep() ?? null];
  const before = ((frozen?.content as { words?: string[] } | undefined)?.words ?? []).map(
    shownWord,
  );
  const names = places.map((place) => before[place] ?? "…");
  const known = {
    generation: followed?.id ?? null,
    trusted: names[side] as string,
    doubted: names[1 - side] as string,
  };
  const generation = followed?.generation();
  // Words of a finished run beside those of the first steps of another would contrast sense with noise.
  const isAwaited = side === 1 && generation && isActive(generation);
  if (!followed || !frozen || !generation || step === null || isAwaited)
    return { ...known, runs: [], numHeld: 0 };
  const free = (frozen.states[0] ?? []).flatMap((state, column) =>
    isHeld(state as CellState, frozen.pins[0]?.[column] ?? true) ? [] : [column],
  );
  const rows = Array.from({ length: generation.num_candidates }, (_, candidate) =>
    (followed.gridAt<string>(candidate, step)?.[0] ?? []).map(shownWord),
  );
  return {
    ...known,
    runs: rows.map((row) => free.map((column) => row[column] ?? "")),
    numHeld: rows.filter((row) => places.every((place) => row[place] === before[place])).length,
  };
}

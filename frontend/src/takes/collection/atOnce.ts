/** What a curator does with many takes at once, each with its way back. */

import { curation } from "../../curation";
import { starsOf } from "../../domain/takes/rating";
import type { ManyTakesChange, Take } from "../../protocol";
import { account } from "../../state/account";
import { toastFailure } from "../../state/failures";
import { toast } from "../../ui/messages/toasts";
import { plural } from "../../ui/plural";
import { hasTag } from "../tags";

export interface AtOnce {
  starAll(takes: readonly Take[], isStarred: boolean): void;
  rateAll(takes: readonly Take[], stars: number | null): void;
  tagAll(takes: readonly Take[], tag: string, isOn: boolean): void;
  bin(takes: readonly Take[]): void;
  restore(takes: readonly Take[]): void;
}

type ManyEdit = Omit<ManyTakesChange, "takes">;

/** That one request may name. */
const MOST_AT_ONCE = 200;

/** `done`: what takes back each change made here, the last one last. */
export function createAtOnce(parts: {
  projectId: string;
  takeIn: (take: Take) => void;
  mayCurate: () => boolean;
  done: (() => Promise<unknown>)[];
}): AtOnce {
  const { projectId, takeIn, mayCurate, done } = parts;
  const changeMany = async (all: readonly Take[], wanted: ManyEdit) => {
    for (let at = 0; at < all.length; at += MOST_AT_ONCE) {
      const takes = all.slice(at, at + MOST_AT_ONCE).map((take) => take.id);
      for (const take of await curation.changeTakes(projectId, { ...wanted, takes })) takeIn(take);
    }
  };
  /** `back`: how each of some takes was before. */
  const many = async (
    all: readonly Take[],
    wanted: ManyEdit,
    back: readonly [ManyEdit, readonly Take[]][],
    words: string,
  ) => {
    if (!mayCurate() || all.length === 0) return;
    try {
      await changeMany(all, wanted);
    } catch (failure) {
      toastFailure(failure);
      return;
    }
    const undo = async () => {
      for (const [before, takes] of back) await changeMany(takes, before);
    };
    done.push(undo);
    const perform = () => {
      const place = done.indexOf(undo);
      if (place >= 0) done.splice(place, 1);
      void undo().catch(toastFailure);
    };
    toast(words, { undoes: "take", action: { label: "Undo", perform } });
  };
  return {
    starAll(all, is_starred) {
      const changed = all.filter((take) => take.is_starred !== is_starred);
      const words = `${plural(all.length, "take")} ${is_starred ? "starred" : "without a star now"}.`;
      void many(changed, { is_starred }, [[{ is_starred: !is_starred }, changed]], words);
    },
    rateAll(all, stars) {
      const mine = (take: Take) => starsOf(take, account()?.name) ?? 0;
      const values = [...new Set(all.map(mine))];
      const back = values.map((value): [ManyEdit, Take[]] => [
        { stars: value },
        all.filter((take) => mine(take) === value),
      ]);
      const words =
        stars === null
          ? `Your rating of ${plural(all.length, "take")} is removed.`
          : `You rated ${plural(all.length, "take")} with ${plural(stars, "star")}.`;
      void many(all, { stars: stars ?? 0 }, back, words);
    },
    tagAll(all, tag, isOn) {
      const changed = all.filter((take) => hasTag(take.tags, tag) !== isOn);
      const [wanted, before] = isOn
        ? [{ add_tags: [tag] }, { remove_tags: [tag] }]
        : [{ remove_tags: [tag] }, { add_tags: [tag] }];
      const words = `${plural(changed.length, "take")} ${isOn ? "tagged" : "no longer tagged"} #${tag}.`;
      void many(changed, wanted, [[before, changed]], words);
    },
    bin(all) {
      const what = all.length === 1 ? `“${all[0]?.name}” is` : `${all.length} takes are`;
      const words = `${what} in the bin. You can restore ${all.length === 1 ? "it" : "them"} for 30 days.`;
      void many(all, { is_in_bin: true }, [[{ is_in_bin: false }, all]], words);
    },
    restore(all) {
      const words =
        all.length === 1 ? `“${all[0]?.name}” is back.` : `${all.length} takes are back.`;
      void many(all, { is_in_bin: false }, [[{ is_in_bin: true }, all]], words);
    },
  };
}

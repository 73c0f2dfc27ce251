/** What a curator does with many takes at once: one change of the studio, which is taken back as one. */

import { curation } from "../../curation";
import type { Flag } from "../../domain/takes/rating";
import type { ManyTakesChange } from "../../protocol";
import { toastFailure } from "../../state/failures";
import { toast } from "../../ui/messages/toasts";
import { plural } from "../../ui/plural";

/** Takes by their ids, and the name of one that is alone. */
export interface Meant {
  ids: readonly string[];
  name?: string;
}

export interface AtOnce {
  starAll(takes: Meant, isStarred: boolean): void;
  rateAll(takes: Meant, stars: number): void;
  flagAll(takes: Meant, flag: Flag): void;
  /** Without one's own stars, pick or reject. */
  clearAll(takes: Meant): void;
  tagAll(takes: Meant, tag: string, isOn: boolean): Promise<boolean>;
  bin(takes: Meant): void;
  restore(takes: Meant): void;
}

type ManyEdit = Omit<ManyTakesChange, "takes">;

/** `changed`: called when they changed; `done`: what takes back each change made here, the last one last. */
export function createAtOnce(parts: {
  projectId: string;
  changed: () => void;
  mayCurate: () => boolean;
  done: (() => Promise<unknown>)[];
}): AtOnce {
  const { projectId, changed, mayCurate, done } = parts;
  const many = async ({ ids }: Meant, wanted: ManyEdit, words: string): Promise<boolean> => {
    if (!mayCurate() || ids.length === 0) return false;
    let id: string;
    try {
      ({ id } = await curation.changeTakes(projectId, { ...wanted, takes: [...ids] }));
    } catch (failure) {
      toastFailure(failure);
      return false;
    }
    changed();
    const undo = () => curation.undoChange(id).then(changed);
    done.push(undo);
    const perform = () => {
      const place = done.indexOf(undo);
      if (place >= 0) done.splice(place, 1);
      void undo().catch(toastFailure);
    };
    toast(words, { undoes: "take", action: { label: "Undo", perform } });
    return true;
  };
  const count = ({ ids }: Meant) => plural(ids.length, "take");
  const called = ({ ids, name }: Meant) =>
    ids.length === 1 && name
      ? `“${name}” is`
      : `${count({ ids })} ${ids.length === 1 ? "is" : "are"}`;
  return {
    starAll: (all, is_starred) =>
      void many(
        all,
        { is_starred },
        `${count(all)} ${is_starred ? "starred" : "without a star now"}.`,
      ),
    rateAll: (all, stars) =>
      void many(all, { stars }, `You rated ${count(all)} with ${plural(stars, "star")}.`),
    flagAll: (all, flag) => void many(all, { flag }, `You ${flag}ed ${count(all)}.`),
    clearAll: (all) =>
      void many(all, { stars: 0, flag: "none" }, `Your rating of ${count(all)} is removed.`),
    tagAll: (all, tag, isOn) =>
      many(
        all,
        isOn ? { add_tags: [tag] } : { remove_tags: [tag] },
        `${count(all)} ${isOn ? "tagged" : "no longer tagged"} #${tag}.`,
      ),
    bin: (all) =>
      void many(
        all,
        { is_in_bin: true },
        `${called(all)} in the bin. You can restore ${all.ids.length === 1 ? "it" : "them"} for 30 days.`,
      ),
    restore: (all) => void many(all, { is_in_bin: false }, `${called(all)} back.`),
  };
}

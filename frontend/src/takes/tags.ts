/** Tags of takes. Pure. */

/** Tags out of what was typed: commas or spaces between them, no # before them, none twice. */
export function withTags(tags: readonly string[], typed: string): string[] {
  const all = new Set(tags);
  for (const word of typed.split(/[\s,]+/)) {
    const tag = word.replace(/^#+/, "").toLowerCase();
    if (tag) all.add(tag);
  }
  return [...all];
}

/** Whether a take has a tag, however it is written. */
export const hasTag = (tags: readonly string[], tag: string): boolean =>
  tags.some((one) => one.toLowerCase() === tag.toLowerCase());

/** The tags that all of some takes have. */
export const commonTags = (all: readonly { tags: readonly string[] }[]): string[] =>
  (all[0]?.tags ?? []).filter((tag) => all.every((one) => hasTag(one.tags, tag)));

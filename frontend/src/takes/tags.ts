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

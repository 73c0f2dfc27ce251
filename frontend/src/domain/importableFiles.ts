/** Which files can be imported, and what to say of one that cannot, before it is sent. */

/** What a kind of canvas says of the files that can become one. */
interface Importable {
  importEndings: readonly string[];
  importHint: string;
}

const endings = (kinds: readonly Importable[]): string[] =>
  kinds.flatMap((kind) => kind.importEndings);

/** What files of these kinds are, for sentences. */
export const hints = (kinds: readonly Importable[]): string =>
  kinds
    .map((kind) => kind.importHint)
    .filter(Boolean)
    .join(", or ");

/** For a file chooser. */
export const accepted = (kinds: readonly Importable[]): string => endings(kinds).join(",");

export const LARGEST_BYTES = 1 << 20;

/** Files that a studio exports: archives of a project or of takes. */
const ARCHIVE_ENDING = ".zip";

/** Whether a file is an archive, by its name. */
export const isArchive = (file: { name: string }): boolean =>
  file.name.toLowerCase().endsWith(ARCHIVE_ENDING);

/** The same, for a file chooser of a page that takes archives, too. */
export const acceptedWithArchives = (kinds: readonly Importable[]): string =>
  [...endings(kinds), ARCHIVE_ENDING].join(",");

/** Null for a file worth sending, otherwise a sentence. The studio checks everything again. */
export function refusal(
  file: { name: string; size: number },
  kinds: readonly Importable[],
): string | null {
  const ending = file.name.slice(file.name.lastIndexOf(".")).toLowerCase();
  if (!endings(kinds).includes(ending)) {
    const choices = hints(kinds);
    return `“${file.name}” cannot be imported. Choose ${choices}.`;
  }
  if (file.size > LARGEST_BYTES) {
    return `“${file.name}” is too large: ${(file.size / LARGEST_BYTES).toFixed(1)} MB, and the limit is 1 MB. Export a shorter piece.`;
  }
  if (file.size === 0) return `“${file.name}” is empty. Export it again, then import it.`;
  return null;
}

/** Which files can be imported, and what to say of one that cannot, before it is sent. */

export const ACCEPTED = ".musicxml,.xml,.mxl,.mid,.midi";
const ENDINGS = ACCEPTED.split(",");
export const LARGEST_BYTES = 1 << 20;

/** Null for a file worth sending, else a sentence. The studio checks everything again. */
export function refusal(file: { name: string; size: number }): string | null {
  const ending = file.name.slice(file.name.lastIndexOf(".")).toLowerCase();
  if (!ENDINGS.includes(ending)) {
    return `“${file.name}” is not a score that can be imported. Choose a MusicXML (.musicxml, .xml, .mxl) or MIDI (.mid) file.`;
  }
  if (file.size > LARGEST_BYTES) {
    return `“${file.name}” has ${(file.size / LARGEST_BYTES).toFixed(1)} MB; at most 1 MB can be imported. Export a shorter score.`;
  }
  if (file.size === 0) return `“${file.name}” is empty. Export it again, then import it.`;
  return null;
}

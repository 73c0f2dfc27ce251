/** Times in words. */

/** How long ago something was. */
export function ago(isoTime: string, now: number = Date.now()): string {
  const seconds = Math.max(0, (now - Date.parse(isoTime)) / 1000);
  if (seconds < 60) return "just now";
  if (seconds < 3600) return count(seconds / 60, "minute");
  if (seconds < 86_400) return count(seconds / 3600, "hour");
  if (seconds < 30 * 86_400) return count(seconds / 86_400, "day");
  return new Date(isoTime).toLocaleDateString(undefined, {
    year: "numeric",
    month: "short",
    day: "numeric",
  });
}

/** "27 Nov 2026, 14:02" in the reader's own way. */
export const momentWords = (isoTime: string): string =>
  new Date(isoTime).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });

function count(number: number, unit: string): string {
  const whole = Math.floor(number);
  return `${whole} ${unit}${whole === 1 ? "" : "s"} ago`;
}

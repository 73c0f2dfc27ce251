/** Files that take long to make (sound, print): asked for, followed, and saved when they are there. */

import { apiAddress } from "../addresses";
import { ApiFailure, csrfToken, failureFromBody, type Sent, sentenceForStatus } from "../api";
import type { NewRendering } from "../protocol";

export interface RenderProgress {
  /** From 0 to 1. */
  done: number;
  /** What is made now, as a sentence says it. */
  what: string;
}

interface MadeFile {
  name: string;
  media_type: string | null;
  num_bytes: number;
}

const NEW_LINE = 10;

/**
 * Have files made of a canvas and give the one that comes of them. Throws ApiFailure for what cannot be made, and
 * AbortError where `signal` ends it.
 */
export async function render(
  canvas: string,
  body: Sent<NewRendering>,
  onProgress: (progress: RenderProgress) => void,
  signal: AbortSignal,
): Promise<File> {
  const response = await fetch(apiAddress(`/canvases/${canvas}/renderings`), {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
    credentials: "same-origin",
    body: JSON.stringify(body),
    signal,
  });
  if (!response.ok || !response.body)
    throw failureFromBody(response.status, await response.json().catch(() => null));
  const reader = response.body.getReader();
  let waiting: Uint8Array<ArrayBuffer> = new Uint8Array();
  for (;;) {
    const end = waiting.indexOf(NEW_LINE);
    if (end < 0) {
      const { done, value } = await reader.read();
      if (done) throw brokenOff();
      waiting = joined(waiting, value);
      continue;
    }
    const message = JSON.parse(new TextDecoder().decode(waiting.subarray(0, end)));
    waiting = waiting.slice(end + 1);
    if ("problem" in message) throw new ApiFailure("not_made", 422, message.problem);
    if ("num_bytes" in message) return await readFile(reader, waiting, message);
    onProgress(message);
  }
}

async function readFile(
  reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>,
  first: Uint8Array<ArrayBuffer>,
  about: MadeFile,
): Promise<File> {
  const pieces = [first];
  let numBytes = first.length;
  while (numBytes < about.num_bytes) {
    const { done, value } = await reader.read();
    if (done) throw brokenOff();
    pieces.push(value);
    numBytes += value.length;
  }
  return new File(pieces, about.name, { type: about.media_type ?? "application/octet-stream" });
}

const brokenOff = () => new ApiFailure("broken_off", 0, sentenceForStatus(500));

function joined(
  first: Uint8Array<ArrayBuffer>,
  second: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

/** Save a file as a browser saves downloads. */
export function saveFile(file: File): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

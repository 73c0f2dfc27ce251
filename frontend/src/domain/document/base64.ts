// Yjs updates travel in JSON as base64.

export function toBase64(bytes: Uint8Array): string {
  let text = "";
  // In pieces: `fromCharCode` takes its bytes as arguments, of which there may not be too many.
  for (let i = 0; i < bytes.length; i += 8192) {
    text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  }
  return btoa(text);
}

export function fromBase64(text: string): Uint8Array {
  const characters = atob(text);
  const bytes = new Uint8Array(characters.length);
  // A loop, which is ten times as quick as `Uint8Array.from` with a function.
  for (let i = 0; i < bytes.length; i++) bytes[i] = characters.charCodeAt(i);
  return bytes;
}

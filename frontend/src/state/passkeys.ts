/** Passkeys, as the browser makes and shows them. */

import { ApiFailure } from "../api";

type Options = { [name: string]: unknown };

/** Older browsers cannot read what the studio sends, and those on an address without TLS have none. */
export const hasPasskeys = (): boolean =>
  typeof PublicKeyCredential !== "undefined" &&
  typeof PublicKeyCredential.parseRequestOptionsFromJSON === "function";

/** Ask the person to show one; its answer as JSON. Throws `ApiFailure`. */
export async function showPasskey(options: Options): Promise<object> {
  return inWords(async () => {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(
      options.publicKey as PublicKeyCredentialRequestOptionsJSON,
    );
    return navigator.credentials.get({ publicKey });
  });
}

/** Ask the person to make one; its answer as JSON. Throws `ApiFailure`. */
export async function makePasskey(options: Options): Promise<object> {
  return inWords(async () => {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
      options.publicKey as PublicKeyCredentialCreationOptionsJSON,
    );
    return navigator.credentials.create({ publicKey });
  });
}

async function inWords(ask: () => Promise<Credential | null>): Promise<object> {
  try {
    const credential = await ask();
    if (credential !== null) return (credential as PublicKeyCredential).toJSON();
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === "InvalidStateError")
      throw new ApiFailure("passkey", 409, "This device already has a passkey for your account.");
    if (failure instanceof DOMException && failure.name === "SecurityError")
      throw new ApiFailure("passkey", 400, "Passkeys do not work at this address of the studio.");
  }
  throw new ApiFailure("passkey", 400, "The browser gave no passkey. Try again.");
}

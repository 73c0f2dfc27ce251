/** The person signed in; undefined while unknown, null when nobody is. */

import { createSignal } from "solid-js";
import { ApiFailure, api } from "../api";
import type { Person } from "../protocol";
import { showPasskey } from "./passkeys";

const [account, setAccount] = createSignal<Person | null | undefined>(undefined);
/** The password was right, or a provider has vouched: a code or a passkey is still to come. */
const [secondStepIsNext, setSecondStepIsNext] = createSignal(false);
const [serverIsDown, setServerIsDown] = createSignal(false);

export { account, secondStepIsNext, serverIsDown };

/** Ask the studio who is signed in; a studio that cannot be reached leaves it unknown. */
export async function loadAccount(): Promise<void> {
  try {
    setAccount(await api.account());
    setServerIsDown(false);
  } catch (failure) {
    if (failure instanceof ApiFailure && failure.status === 401) {
      setAccount(null);
      setSecondStepIsNext(failure.code === "second_step");
      setServerIsDown(false);
    } else setServerIsDown(true);
  }
}

export async function signIn(name: string, password: string): Promise<void> {
  try {
    enter(await api.signIn(name, password));
  } catch (failure) {
    if (!(failure instanceof ApiFailure && failure.code === "second_step")) throw failure;
    setSecondStepIsNext(true);
  }
}

/** The second step, by a code of the app or a recovery code. */
export async function confirm(code: string): Promise<void> {
  enter(await api.confirm(code));
}

/** The second step, or the only one. */
export async function signInByPasskey(): Promise<void> {
  const { options } = await api.passkeyOptions();
  enter(await api.signInByPasskey(await showPasskey(options)));
}

function enter(person: Person): void {
  setSecondStepIsNext(false);
  setAccount(person);
}

/** invitation: the secret of the link by which somebody came. */
export async function signUp(name: string, password: string, invitation?: string): Promise<void> {
  setAccount(await api.signUp(name, password, invitation));
}

/** For good; see `api.leaving` for what follows. */
export async function deleteAccount(name: string, password: string): Promise<void> {
  await api.deleteAccount(name, password);
  setAccount(null);
}

export async function signOut(): Promise<void> {
  await api.signOut();
  setSecondStepIsNext(false);
  setAccount(null);
}

/** The person signed in; undefined while unknown, null when nobody is. */

import { createSignal } from "solid-js";
import { ApiFailure, api } from "../api";
import type { Person } from "../protocol";

const [account, setAccount] = createSignal<Person | null | undefined>(undefined);
const [serverIsDown, setServerIsDown] = createSignal(false);

export { account, serverIsDown };

/** Ask the studio who is signed in; a studio that cannot be reached leaves it unknown. */
export async function loadAccount(): Promise<void> {
  try {
    setAccount(await api.account());
    setServerIsDown(false);
  } catch (failure) {
    if (failure instanceof ApiFailure && failure.status === 401) {
      setAccount(null);
      setServerIsDown(false);
    } else setServerIsDown(true);
  }
}

export async function signIn(name: string, password: string): Promise<void> {
  setAccount(await api.signIn(name, password));
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
  setAccount(null);
}

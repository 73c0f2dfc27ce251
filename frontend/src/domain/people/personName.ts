/** People as they are named on screen. Pure. */

import type { Person } from "../../protocol";

/** A name; of somebody who came with an import and has no account here, it says so. */
export const nameOf = (person: Person | null): string => {
  if (!person) return "";
  return person.id === 0 ? `${person.name} (imported)` : person.name;
};

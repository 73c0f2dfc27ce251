/** What a token may do: each scope, and what the role of the same rank may. */

import { ROLES } from "../domain/people/roles";
import type { ApiToken } from "../protocol";

type Scope = ApiToken["scope"];

export const SCOPES: readonly { scope: Scope; label: string; may: string }[] = (
  [
    ["see", "See"],
    ["comment", "Comment"],
    ["curate", "Curate"],
    ["edit", "Edit"],
    ["own", "Own"],
  ] as const
).map(([scope, label], rank) => ({ scope, label, may: ROLES[rank]?.may ?? "" }));

export const scopeLabel = (scope: Scope): string =>
  SCOPES.find((one) => one.scope === scope)?.label ?? scope;

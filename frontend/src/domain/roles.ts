/** Roles in order, each with what it may do, and the questions that panels ask. */

import type { Role } from "../protocol";

export const ROLES: readonly { role: Role; label: string; may: string }[] = [
  { role: "viewer", label: "Viewer", may: "watches, plays and exports" },
  { role: "commenter", label: "Commenter", may: "comments too" },
  { role: "curator", label: "Curator", may: "keeps, stars and orders takes too" },
  { role: "editor", label: "Editor", may: "writes, paints and generates too" },
  { role: "owner", label: "Owner", may: "manages members and the bin too" },
];

const rank = (role: Role | null | undefined): number => ROLES.findIndex((one) => one.role === role);

/** True where `role` may do what `least` may. */
export const isAtLeast = (role: Role | null | undefined, least: Role): boolean =>
  rank(role) >= rank(least);

/** Roles in order, each with what it may do, and the questions that panels ask. */

import type { Role } from "../../protocol";

export const ROLES: readonly { role: Role; label: string; may: string }[] = [
  { role: "viewer", label: "Viewer", may: "can watch, play and export" },
  { role: "commenter", label: "Commenter", may: "can also comment" },
  { role: "curator", label: "Curator", may: "can also keep, rate and rank takes" },
  { role: "editor", label: "Editor", may: "can also write, paint and generate" },
  { role: "owner", label: "Owner", may: "can also manage members and the bin" },
];

const rank = (role: Role | null | undefined): number => ROLES.findIndex((one) => one.role === role);

/** True where `role` may do what `least` may. */
export const isAtLeast = (role: Role | null | undefined, least: Role): boolean =>
  rank(role) >= rank(least);

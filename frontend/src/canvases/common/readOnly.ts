/** What somebody may do who cannot change the canvas. */
import type { Role } from "../../protocol";

const MAY: Readonly<Partial<Record<Role, string>>> = {
  commenter: "look, listen, comment and export",
  curator: "look, listen, comment, keep and rate takes, and export",
};

export function readOnlySentence(role: Role | null): string {
  const acts = (role && MAY[role]) || "look, listen and export";
  return `You can ${acts}. Only editors can change this canvas.`;
}

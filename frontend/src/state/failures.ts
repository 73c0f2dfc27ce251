/** What people read when a request fails. */

import { sentence } from "../api";
import { toast } from "../ui/messages/toasts";

/** Say why something failed. */
export function toastFailure(failure: unknown): void {
  toast(sentence(failure), { tone: "fault" });
}

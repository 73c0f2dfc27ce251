/** What follows an import that was not begun on the project page: the canvas opens, and what was changed is said. */

import { useNavigate } from "@solidjs/router";
import { pages } from "../../addresses";
import type { Canvas } from "../../protocol";
import { toast } from "../../ui/messages/toasts";
import { plural } from "../../ui/plural";

/** Opens an imported canvas; where the file did not fit as it was, or left something open, a toast says so and
 * leads to the review. */
export function useOpenImported(): (canvas: Canvas) => void {
  const navigate = useNavigate();
  return ({ id, project, notices }) => {
    const question = notices.find(({ choices }) => choices.length > 0);
    const review = () => navigate(`${pages.project(project)}?review=${id}`);
    if (question) toast(question.message, { action: { label: "Choose", perform: review } });
    else if (notices.length > 0)
      toast(`${plural(notices.length, "thing")} changed so that the file fits the studio.`, {
        action: { label: "See what", perform: review },
      });
    navigate(pages.canvas(project, id));
  };
}

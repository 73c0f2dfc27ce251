/** What follows an import that was not begun on the project page: the canvas opens, and what was changed is said. */

import { useNavigate } from "@solidjs/router";
import type { Canvas } from "../../protocol";
import { toast } from "../../ui/messages/toasts";
import { plural } from "../../ui/plural";

/** Opens an imported canvas; where the file did not fit as it was, a toast says so and leads to the list. */
export function useOpenImported(): (canvas: Canvas) => void {
  const navigate = useNavigate();
  return ({ id, project, notices }) => {
    if (notices.length > 0)
      toast(`${plural(notices.length, "thing")} changed so that the file fits the studio.`, {
        action: {
          label: "See what",
          perform: () => navigate(`/p/${project}?review=${id}`),
        },
      });
    navigate(`/p/${project}/c/${id}`);
  };
}

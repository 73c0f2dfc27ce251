/** Links that show a generation to anybody who has them. */

import { curation } from "../curation";
import { Dialog } from "../ui/Dialog";
import { SecretLinks } from "./SecretLinks";

export function ReplayLinksDialog(props: {
  generation: string;
  canMake: boolean;
  onClose: () => void;
}) {
  return (
    <Dialog title="Replay links" class="replay-links" onClose={props.onClose}>
      <p class="muted">
        Anyone with a link can play this generation and go through its steps, without an account.
        Nothing else in the project is shown.
      </p>
      <SecretLinks
        name="Replay link"
        canMake={props.canMake}
        load={() => curation.replayLinks(props.generation)}
        make={(days) => curation.newReplayLink(props.generation, days)}
        revoke={async (link) => {
          await curation.revokeReplayLink(props.generation, link.id);
          return "The link no longer works.";
        }}
      />
    </Dialog>
  );
}

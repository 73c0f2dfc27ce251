/** Links that show a generation to anybody who has them. */

import { Show } from "solid-js";
import { curation } from "../curation";
import { replayQuery } from "../state/addresses";
import { Dialog } from "../ui/overlays/Dialog";
import { SecretLinks } from "./SecretLinks";

export function ReplayLinksDialog(props: {
  generation: string;
  /** What a new link opens at; without it, the first candidate at its last step. */
  opensAt?: { candidate: number; step: number | null };
  canMake: boolean;
  onClose: () => void;
}) {
  return (
    <Dialog title="Replay links" class="replay-links" onClose={props.onClose}>
      <p class="muted">
        Anyone with a link can play this generation and go through its steps, without an account.
        Nothing else in the project is shown.
        <Show when={props.opensAt}>
          {(at) => <> A new link opens candidate {at().candidate + 1}.</>}
        </Show>
      </p>
      <SecretLinks
        name="Replay link"
        canMake={props.canMake}
        load={() => curation.replayLinks(props.generation)}
        make={async (days) => {
          const link = await curation.newReplayLink(props.generation, days);
          return { ...link, url: `${link.url}${replayQuery(props.opensAt)}` };
        }}
        revoke={async (link) => {
          await curation.revokeReplayLink(props.generation, link.id);
          return "The link no longer works.";
        }}
      />
    </Dialog>
  );
}

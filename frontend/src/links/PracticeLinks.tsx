/** Links by which singers practise a canvas, without an account. */

import { curation } from "../curation";
import { SecretLinks } from "./SecretLinks";

export function PracticeLinks(props: { canvasId: string; canMake: boolean }) {
  return (
    <section class="invitation-links" aria-labelledby="practice-links">
      <h3 id="practice-links">Let singers practise</h3>
      <p class="muted">
        Anyone with the link sees and hears this piece as it is at the time, without an account: one
        voice loud, the others softer, as slow as they like. Nothing else in the project is shown.
      </p>
      <SecretLinks
        name="Practice link"
        makes="Make a practice link"
        canMake={props.canMake}
        load={() => curation.practiceLinks(props.canvasId)}
        make={(days) => curation.newPracticeLink(props.canvasId, days)}
        revoke={async (link) => {
          await curation.revokePracticeLink(props.canvasId, link.id);
          return "The link no longer works.";
        }}
      />
    </section>
  );
}

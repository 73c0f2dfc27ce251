/** A piece to practise by a link, without an account: one's own part on the screen and loud, the others softer. */

import { contentOf } from "../canvases/content";
import { curation } from "../curation";
import { ByLink } from "../frame/ByLink";
import { Practising } from "./Practising";

export default function PracticePage() {
  return (
    <ByLink
      title="Practice"
      noun="piece"
      advice="Ask your director for a new one."
      load={async (token) => contentOf(await curation.practice(token))}
    >
      {(content, token) => <Practising token={token} content={content} />}
    </ByLink>
  );
}

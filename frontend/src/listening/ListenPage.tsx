/** A listening test by a link, without an account: did a person or a model make this? */

import { curation } from "../curation";
import { ByLink } from "../frame/ByLink";
import { Listening } from "./Listening";

export default function ListenPage() {
  return (
    <ByLink
      title="Listening test"
      noun="listening test"
      advice="Ask whoever sent it for a new one."
      load={(token) => curation.listened(token)}
    >
      {(first, token) => <Listening token={token} first={first} />}
    </ByLink>
  );
}

/** One take in the gallery: picture, name, grade, stars. Keys are the gallery's; the pointer has these. */

import { position } from "../../audio/player";
import { isHeard } from "../../canvases/listening";
import { gradeWords, takeSentence } from "../../domain/takes/takeWords";
import type { Take } from "../../protocol";
import { playhead } from "../../state/stage/playhead";
import { Picture } from "../Picture";
import { ChooseBox, FlagButtons, OwnRating, PlayButton, TakeStar } from "../TakeButtons";
import { TakeName } from "../TakeName";
import type { Desk } from "./desk";

export function TakeCard(props: { desk: Desk; take: Take; pictureHeight: number }) {
  const take = () => props.take;
  const content = () => props.desk.contentOf(take());
  return (
    <>
      <span class="card-picture">
        <Picture
          content={content()}
          height={props.pictureHeight}
          playhead={isHeard(take().id) && playhead() !== null ? position() : null}
        />
        <PlayButton name={take().name} id={take().id} content={content()} />
        <ChooseBox desk={props.desk} take={take()} />
        <FlagButtons {...props} />
      </span>
      <span class="card-line">
        <b class="card-name">
          <TakeName name={take().name} />
        </b>
        <span
          class="card-grade figures"
          title={take().grade == null ? undefined : "Grade, lower is better"}
        >
          {gradeWords(take().grade)}
        </span>
      </span>
      <span class="card-line">
        <OwnRating {...props} />
        <span class="spacer" />
        <TakeStar {...props} />
      </span>
      <small class="muted card-origin">{takeSentence(take())}</small>
    </>
  );
}

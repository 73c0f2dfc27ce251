/** Whether each open place has a word, about so many have one, or the model chooses how many. */

import { Show } from "solid-js";
import { type Segment, Segments } from "../../../ui/controls/Segments";
import type { AskingProps } from "../../common/kind";

type Length = "each" | "about" | "chosen";

const LENGTHS: Segment<Length>[] = [
  {
    value: "each",
    label: "Exactly",
    name: "Exactly so many",
    title: "Every open place is filled",
    testId: "length-each",
  },
  {
    value: "about",
    label: "About",
    name: "About so many",
    title: "Where five places or more are open in a row, one may stay empty if that reads better",
    testId: "length-about",
  },
  {
    value: "chosen",
    label: "At most",
    name: "At most so many",
    title: "Each candidate has as many words as read well there, at most one in each open place",
    testId: "length-chosen",
  },
];

export default function LengthChoice(props: AskingProps) {
  const chosen = (): Length =>
    props.values.choose_length === true
      ? "chosen"
      : props.values.about_length === true
        ? "about"
        : "each";
  const choose = (length: Length): void => {
    props.change("choose_length", length === "chosen");
    props.change("about_length", length !== "each");
  };
  return (
    <Show when={Number(props.values.fluency ?? 0) > 0 && "choose_length" in props.values}>
      <Segments
        class="length-choice"
        label="How many words"
        segments={LENGTHS}
        chosen={chosen()}
        choose={choose}
      />
    </Show>
  );
}

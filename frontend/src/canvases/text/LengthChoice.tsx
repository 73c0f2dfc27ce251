/** Whether each open place has a word, or the model chooses how many of them have one. */

import { Show } from "solid-js";
import { Segments } from "../../ui/Segments";
import type { AskingProps } from "../common/kind";

const SETTING = "choose_length";
const LENGTHS = [
  {
    value: false,
    label: "A word in each place",
    title: "Every open place is filled",
    testId: "length-each",
  },
  {
    value: true,
    label: "At most so many",
    title: "Each candidate has as many words as read well there, at most one in each open place",
    testId: "length-chosen",
  },
];

export default function LengthChoice(props: AskingProps) {
  return (
    <Show when={Number(props.values.fluency ?? 0) > 0 && SETTING in props.values}>
      <Segments
        class="length-choice"
        label="How many words"
        segments={LENGTHS}
        chosen={props.values[SETTING] === true}
        choose={(value) => props.change(SETTING, value)}
      />
    </Show>
  );
}

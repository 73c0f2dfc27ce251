// What else the model would put in a word's place, beside the word.
import { createMemo } from "solid-js";
import { FREE } from "../../../domain/text/words";
import { alternatives } from "../../../state/stage/open";
import { Alternatives } from "../../common/Alternatives";
import { placeOfWord } from "../editor/surface";
import { shownText } from "../inView";

export function WordAlternatives() {
  const column = createMemo(() => alternatives()?.cells[0]?.column ?? null);
  const place = () => {
    const at = column();
    return at === null ? null : placeOfWord(at);
  };
  const now = () => {
    const word = shownText().words[column() ?? -1]?.word;
    return word === undefined || word === FREE ? "free" : word;
  };
  return <Alternatives place={place()} name={`Word ${(column() ?? 0) + 1}`} now={now()} />;
}

// Words that the model does not know, said at once with what it knows that is near; nothing is changed.
import { createMemo, For, Show } from "solid-js";
import { currentDocument } from "../../state/document";
import { selectWords } from "./acts";
import { isWriting } from "./mode";
import { replaceWord, shownText, textReading } from "./shown";
import { revealWord } from "./surface";
import { nearestWords, unknownWords } from "./vocabulary";

const MOST_SHOWN = 3;

export function UnknownWords() {
  const found = createMemo(() => {
    if (!shownText().isCanvas || unknownWords().size === 0) return [];
    const seen = new Set<string>();
    return textReading().words.flatMap(({ word }, index) => {
      if (!unknownWords().has(word) || seen.has(word)) return [];
      seen.add(word);
      return [{ word, index }];
    });
  });
  const canWrite = () => (currentDocument()?.canEdit() ?? false) && shownText().isCanvas;
  return (
    <Show when={found().length > 0}>
      <div class="unknown-words" role="status" data-testid="unknown-words">
        <For each={found().slice(0, MOST_SHOWN)}>
          {(one) => (
            <p>
              <button
                type="button"
                class="link"
                onClick={() => {
                  if (!isWriting()) selectWords(one.index, one.index);
                  revealWord(one.index);
                }}
              >
                “{one.word}”
              </button>{" "}
              is not in the model's vocabulary. It stays as you wrote it.
              <Show when={canWrite()}>
                <span class="near-words">
                  <For each={nearestWords(one.word).slice(0, 5)}>
                    {(near) => (
                      <button
                        type="button"
                        aria-label={`Write ${near} for ${one.word}`}
                        onClick={() => replaceWord(one.index, near)}
                      >
                        {near}
                      </button>
                    )}
                  </For>
                </span>
              </Show>
            </p>
          )}
        </For>
        <Show when={found().length > MOST_SHOWN}>
          <p class="muted">{`and ${found().length - MOST_SHOWN} more, underlined with a wave`}</p>
        </Show>
      </div>
    </Show>
  );
}

/** What opens over the page of takes: export of some or of all, and a ranking of those chosen. */

import { createSignal, For, Show } from "solid-js";
import { sentence } from "../api";
import { archiveAddress, curation } from "../curation";
import type { Ranking, Take } from "../protocol";
import { Dialog } from "../ui/Dialog";
import { plural } from "../ui/plural";

/** More than an address can name. */
const MOST_IN_ADDRESS = 150;

export function ExportDialog(props: {
  projectId: string;
  projectName: string;
  takes: readonly Take[];
  onClose: () => void;
}) {
  const [what, setWhat] = createSignal<"takes" | "project">(
    props.takes.length > 0 && props.takes.length <= MOST_IN_ADDRESS ? "takes" : "project",
  );
  const address = () =>
    archiveAddress(props.projectId, what() === "takes" ? props.takes.map((take) => take.id) : []);
  return (
    <Dialog title="Export" class="export-dialog" onClose={props.onClose}>
      <p class="muted">
        A zip with scores, MIDI or text and their whole history: settings, steps, edits, votes,
        lineage and authorship. Another studio can import it.
      </p>
      <fieldset class="export-choice">
        <legend class="visually-hidden">What to export</legend>
        <label class="check">
          <input
            type="radio"
            name="what"
            checked={what() === "takes"}
            disabled={props.takes.length === 0 || props.takes.length > MOST_IN_ADDRESS}
            onChange={() => setWhat("takes")}
          />
          {props.takes.length > 0
            ? `${plural(props.takes.length, "chosen take")}`
            : "Chosen takes (none chosen)"}
        </label>
        <label class="check">
          <input
            type="radio"
            name="what"
            checked={what() === "project"}
            onChange={() => setWhat("project")}
          />
          The whole project “{props.projectName}”
        </label>
      </fieldset>
      <Show when={props.takes.length > MOST_IN_ADDRESS}>
        <p class="muted">
          At most {MOST_IN_ADDRESS} takes can be exported one by one. Choose fewer, or export the
          whole project.
        </p>
      </Show>
      <div class="dialog-acts">
        <a class="button primary" href={address()} download="" onClick={props.onClose}>
          Export zip
        </a>
      </div>
    </Dialog>
  );
}

export function NewRankingDialog(props: {
  projectId: string;
  takes: readonly Take[];
  onMade: (ranking: Ranking) => void;
  onClose: () => void;
}) {
  const [problem, setProblem] = createSignal<string | null>(null);
  const [isSending, setIsSending] = createSignal(false);
  const make = async (event: SubmitEvent) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget as HTMLFormElement).get("name")).trim();
    setIsSending(true);
    try {
      const takes = props.takes.map((take) => take.id);
      props.onMade(await curation.newRanking(props.projectId, name || "Ranking", takes));
    } catch (failure) {
      setProblem(sentence(failure));
    } finally {
      setIsSending(false);
    }
  };
  return (
    <Dialog title="New ranking" class="export-dialog" onClose={props.onClose}>
      <p class="muted">
        Curators judge pairs of these {props.takes.length} takes without knowing which is which. All
        votes together make the order.
      </p>
      <form class="stacked" onSubmit={make}>
        <label>
          Name
          <input name="name" required maxLength={120} value={suggestedName(props.takes)} />
        </label>
        <Show when={problem()}>
          <p class="problem" role="alert">
            {problem()}
          </p>
        </Show>
        <ul class="ranking-takes muted">
          <For each={props.takes.slice(0, 8)}>{(take) => <li>{take.name}</li>}</For>
          <Show when={props.takes.length > 8}>
            <li>and {props.takes.length - 8} more</li>
          </Show>
        </ul>
        <div class="dialog-acts">
          <button type="submit" class="primary" disabled={isSending()}>
            Make ranking
          </button>
        </div>
      </form>
    </Dialog>
  );
}

const suggestedName = (takes: readonly Take[]): string =>
  `${takes.length} takes, ${new Date().toLocaleDateString(undefined, { month: "short", day: "numeric" })}`;

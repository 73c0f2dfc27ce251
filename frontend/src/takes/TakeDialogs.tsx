/** What opens over the page of takes: export of some or of all, tags and a ranking of those chosen. */

import { createResource, createSignal, For, Show } from "solid-js";
import { sentence } from "../api";
import { archiveAddress, curation } from "../curation";
import type { Ranking, Take } from "../protocol";
import { Problem } from "../ui/messages/Problem";
import { Dialog } from "../ui/overlays/Dialog";
import { plural } from "../ui/plural";
import type { Meant } from "./collection/atOnce";
import type { Desk } from "./collection/desk";
import { TagField } from "./TagField";
import { commonTags, hasTag } from "./tags";

/** More than an address can name. */
const MOST_IN_ADDRESS = 150;

export function ExportDialog(props: {
  projectId: string;
  projectName: string;
  takes: readonly string[];
  onTrainingData: () => void;
  onClose: () => void;
}) {
  const [what, setWhat] = createSignal<"takes" | "project">(
    props.takes.length > 0 && props.takes.length <= MOST_IN_ADDRESS ? "takes" : "project",
  );
  const address = () => archiveAddress(props.projectId, what() === "takes" ? props.takes : []);
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
        <button type="button" class="quiet" onClick={props.onTrainingData}>
          Training data instead
        </button>
        <a class="button primary" href={address()} download="" onClick={props.onClose}>
          Export zip
        </a>
      </div>
    </Dialog>
  );
}

/** Tags that all of some takes have: one more, or one less, for all of them at once. */
export function TagsDialog(props: { desk: Desk; takes: Meant; onClose: () => void }) {
  const inView = () => {
    const { takes, chosenTakes } = props.desk;
    const one =
      props.takes.ids.length === 1 ? takes.at(takes.indexOf(props.takes.ids[0] ?? "")) : null;
    return one ? [one] : chosenTakes();
  };
  const [common, setCommon] = createSignal(commonTags(inView()));
  const change = async (tags: string[]) => {
    for (const tag of tags)
      if (!hasTag(common(), tag) && (await props.desk.tagAll(props.takes, tag, true)))
        setCommon((all) => [...all, tag]);
    for (const tag of common())
      if (!hasTag(tags, tag) && (await props.desk.tagAll(props.takes, tag, false)))
        setCommon((all) => all.filter((one) => one !== tag));
  };
  return (
    <Dialog
      title={`Tags of ${plural(props.takes.ids.length, "take")}`}
      class="export-dialog"
      onClose={props.onClose}
    >
      <p class="muted">Tags that all of them have. A new one is added to each.</p>
      <TagField tags={common()} canEdit onChange={(tags) => void change(tags)} />
    </Dialog>
  );
}

/** Another name for a take. */
export function NameDialog(props: { desk: Desk; take: Take; onClose: () => void }) {
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const name = String(new FormData(form).get("name") ?? "").trim();
    if (name !== "" && name !== props.take.name) props.desk.change(props.take, { name });
    form.closest("dialog")?.close();
  };
  return (
    <Dialog title="Name" class="export-dialog" onClose={props.onClose}>
      <form class="stacked" onSubmit={save}>
        <label>
          Name of this take
          <input name="name" required maxLength={120} value={props.take.name} />
        </label>
        <div class="dialog-acts">
          <button type="submit" class="primary">
            Save
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** A new ranking of some takes, or one that is there already and gets them too. */
export function RankDialog(props: {
  projectId: string;
  takes: readonly string[];
  /** Of those, for people. */
  names: readonly string[];
  onMade: (ranking: Ranking) => void;
  onClose: () => void;
}) {
  const [problem, setProblem] = createSignal<string | null>(null);
  const [isSending, setIsSending] = createSignal(false);
  const [into, setInto] = createSignal("");
  const isNew = () => into() === "";
  const make = async (event: SubmitEvent) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget as HTMLFormElement).get("name") ?? "");
    setIsSending(true);
    try {
      const takes = [...props.takes];
      props.onMade(
        isNew()
          ? await curation.newRanking(props.projectId, name.trim() || "Ranking", takes)
          : await curation.addToRanking(into(), takes),
      );
    } catch (failure) {
      setProblem(sentence(failure));
    } finally {
      setIsSending(false);
    }
  };
  return (
    <Dialog
      title={`Rank ${plural(props.takes.length, "take")}`}
      class="export-dialog"
      onClose={props.onClose}
    >
      <p class="muted">
        Curators judge pairs without knowing which is which. All votes together make the order,
        which stays sealed until somebody opens the ranking.
      </p>
      <form class="stacked" onSubmit={make}>
        <RankFields
          projectId={props.projectId}
          numTakes={props.takes.length}
          names={props.names}
          into={into()}
          onInto={setInto}
        />
        <Problem sentence={problem()} />
        <div class="dialog-acts">
          <button type="submit" class="primary" disabled={isSending()}>
            {isNew() ? "Make ranking" : "Add to ranking"}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** The name of a new ranking, or which one gets the takes too; and which takes these are. */
function RankFields(props: {
  projectId: string;
  numTakes: number;
  names: readonly string[];
  /** Id of a ranking; "" for a new one. */
  into: string;
  onInto: (ranking: string) => void;
}) {
  const [rankings] = createResource(() => curation.rankings(props.projectId).catch(() => []));
  const others = () => (rankings.latest ?? []).filter((ranking) => !ranking.is_in_bin);
  return (
    <>
      <Show when={props.into === ""}>
        <label>
          Name
          <input name="name" required maxLength={120} value={suggestedName(props.numTakes)} />
        </label>
      </Show>
      <Show when={others().length > 0}>
        <label>
          In
          <select
            aria-label="Ranking"
            onChange={(event) => props.onInto(event.currentTarget.value)}
          >
            <option value="">a new ranking</option>
            <For each={others()}>
              {(ranking) => (
                <option value={ranking.id}>
                  {ranking.name} ({plural(ranking.num_takes, "take")})
                </option>
              )}
            </For>
          </select>
        </label>
      </Show>
      <ul class="ranking-takes muted">
        <For each={props.names.slice(0, 8)}>{(name) => <li>{name}</li>}</For>
        <Show when={props.numTakes > props.names.slice(0, 8).length}>
          <li>and {props.numTakes - props.names.slice(0, 8).length} more</li>
        </Show>
      </ul>
    </>
  );
}

const suggestedName = (numTakes: number): string =>
  `${numTakes} takes, ${new Date().toLocaleDateString(undefined, { month: "short", day: "numeric" })}`;

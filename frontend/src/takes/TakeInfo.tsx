/** All about one take: what it sounds like, what people think of it, what made it. Reading changes nothing. */

import { createMemo, createResource, createSignal, For, Show } from "solid-js";
import { sentence } from "../api";
import { position, seek } from "../audio/player";
import { type Content, metaOf } from "../canvases/content";
import { isHeard, listen } from "../canvases/listening";
import { fileItems } from "../canvases/takingAway";
import { curation } from "../curation";
import { nameOf } from "../domain/people/personName";
import { ratingsInFull } from "../domain/takes/rating";
import { featureWords, gradeWords, hiddenSentence } from "../domain/takes/takeWords";
import type { Fault, Kind, Take } from "../protocol";
import { borrow } from "../state/stage/borrowed";
import { playhead } from "../state/stage/playhead";
import { ago } from "../ui/ago";
import { EditableName } from "../ui/controls/EditableName";
import { Star } from "../ui/controls/Star";
import { toast } from "../ui/messages/toasts";
import { Menu, type MenuItem } from "../ui/overlays/Menu";
import type { TakeEdit } from "./collection/curating";
import { InfoPart } from "./InfoPart";
import { MadeBy } from "./MadeBy";
import { Picture } from "./Picture";
import { StarRow } from "./StarRow";
import { TagField } from "./TagField";
import { PlayButton } from "./TakeButtons";

export interface TakeInfoProps {
  take: Take;
  content: Content;
  canvasName: string;
  canCurate: boolean;
  canEdit: boolean;
  /** Of its kind: settings, for their labels, and formats. */
  kind: Kind | undefined;
  onChange: (change: TakeEdit) => void;
  onRate: (stars: number | null) => void;
  onBin: () => void;
  onRestore: () => void;
  onOpen: () => void;
  onLineage: () => void;
  onReplay: () => void;
  onClose: () => void;
}

export function TakeInfo(props: TakeInfoProps) {
  const take = () => props.take;
  const [settings] = createResource(
    () => take().id,
    (id) => curation.takeSettings(id),
  );
  const use = () => {
    const made = settings.latest;
    if (!made) return;
    borrow({
      settings: made.settings,
      numCandidates: made.generation.num_candidates,
      checkpoint: made.checkpoint,
    });
    toast("The canvas will use these settings next.", {
      action: { label: "Open canvas", perform: props.onOpen },
    });
  };
  return (
    <aside class="take-info" aria-label={`About ${take().name}`}>
      <InfoHead {...props} />
      <p class="muted info-origin">
        {take().note || "kept"}
        {take().created_by ? ` by ${nameOf(take().created_by)}` : ""} {ago(take().created_at)} ·{" "}
        {props.canvasName}
      </p>
      <Show when={take().ratings.length > 1}>
        <p class="muted info-origin figures">{ratingsInFull(take())}</p>
      </Show>
      <Show when={take().hides.length > 0}>
        <p class="muted info-origin">{hiddenSentence(take().hides)}</p>
      </Show>
      <TagField
        tags={take().tags}
        canEdit={props.canCurate}
        onChange={(tags) => props.onChange({ tags })}
      />
      <Remarks
        text={take().remarks}
        canEdit={props.canCurate && !take().hides.includes("remarks")}
        onChange={(remarks) => props.onChange({ remarks })}
      />
      <InfoPart title="Grade" aside={gradeWords(take().grade)}>
        <Show
          when={take().grade !== null && take().grade !== undefined}
          fallback={<p class="muted">Not graded yet.</p>}
        >
          <Features features={take().features} />
          <Faults faults={take().faults} />
        </Show>
      </InfoPart>
      <Show when={settings.error}>
        <p class="problem" role="alert">
          {sentence(settings.error)}
        </p>
      </Show>
      <Show when={!settings.error && settings.latest}>
        {(made) => (
          <MadeBy
            take={take()}
            content={props.content}
            specs={props.kind?.settings ?? []}
            made={made()}
            canUse={props.canEdit}
            onUse={use}
          />
        )}
      </Show>
    </aside>
  );
}

/** Its name, picture and sound, one's own stars, and all that can be done with it. */
function InfoHead(props: TakeInfoProps) {
  const take = () => props.take;
  const items = (): (MenuItem | null)[] => [
    { label: "Lineage", perform: props.onLineage },
    { label: "Replay link", perform: props.onReplay },
    null,
    ...fileItems(props.content.kind, props.kind?.formats, () => ({
      canvas: take().canvas,
      name: take().name,
      what: { take: take().id },
      meta: metaOf(props.content),
      numColumns: props.content.grid[0]?.length ?? 0,
    })),
    ...(props.canCurate
      ? [
          null,
          take().is_in_bin
            ? { label: "Restore", perform: props.onRestore }
            : { label: "Move to bin", isDanger: true, perform: props.onBin },
        ]
      : []),
  ];
  return (
    <>
      <header class="info-head">
        <h2>
          <EditableName
            name={take().name}
            what="take"
            canEdit={props.canCurate && !take().is_in_bin}
            onRename={(name) => props.onChange({ name })}
          />
        </h2>
        <span class="spacer" />
        <Star
          isOn={take().is_starred}
          name={take().name}
          isDisabled={!props.canCurate}
          onToggle={() => props.onChange({ is_starred: !take().is_starred })}
        />
        <button type="button" class="quiet" onClick={props.onClose}>
          Close
        </button>
      </header>
      <InfoPicture take={take()} content={props.content} />
      <div class="info-acts">
        <PlayButton id={take().id} name={take().name} isTabStop content={props.content} />
        <StarRow take={take()} canRate={props.canCurate} isTabStop onRate={props.onRate} />
        <span class="spacer" />
        <Menu class="quiet" name={`More for ${take().name}`} label="⋯" items={items()} />
        <button type="button" class="primary" disabled={take().is_in_bin} onClick={props.onOpen}>
          Open
        </button>
      </div>
    </>
  );
}

function InfoPicture(props: { take: Take; content: Content }) {
  const take = () => props.take;
  return (
    <button
      type="button"
      class="info-picture"
      aria-label={`Play ${take().name} from here`}
      onClick={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        const numColumns = props.content.grid[0]?.length ?? 0;
        const share = event.detail > 0 ? (event.clientX - box.left) / box.width : 0;
        if (!isHeard(take().id)) listen(take().id, props.content);
        seek(share * numColumns);
      }}
    >
      <Picture
        content={props.content}
        height={120}
        playhead={isHeard(take().id) && playhead() !== null ? position() : null}
      />
    </button>
  );
}

/** The sub-grades, the heaviest first, each as a line as long as it weighs. */
function Features(props: { features: Take["features"] }) {
  const sorted = createMemo(() =>
    Object.entries(props.features).sort(([, one], [, other]) => other - one),
  );
  const heaviest = () => Math.max(1e-9, sorted()[0]?.[1] ?? 0);
  return (
    <ul class="feature-list">
      <For each={sorted()}>
        {([name, value]) => (
          <li>
            <span>{featureWords(name)}</span>
            <i style={{ "--share": `${(100 * Math.max(0, value)) / heaviest()}%` }} />
            <span class="figures">{value.toFixed(2)}</span>
          </li>
        )}
      </For>
    </ul>
  );
}

function Faults(props: { faults: readonly Fault[] }) {
  return (
    <Show when={props.faults.length > 0}>
      <ul class="fault-list">
        <For each={props.faults}>{(fault) => <li>{fault.message}</li>}</For>
      </ul>
    </Show>
  );
}

function Remarks(props: { text: string; canEdit: boolean; onChange: (text: string) => void }) {
  const [isEditing, setIsEditing] = createSignal(false);
  return (
    <Show
      when={props.canEdit}
      fallback={<Show when={props.text}>{<p class="info-remarks">{props.text}</p>}</Show>}
    >
      <textarea
        class="info-remarks"
        aria-label="Remarks"
        placeholder="Remarks"
        rows={isEditing() || props.text ? 3 : 1}
        maxLength={4000}
        value={props.text}
        onFocus={() => setIsEditing(true)}
        onBlur={(event) => {
          setIsEditing(false);
          const text = event.currentTarget.value.trim();
          if (text !== props.text) props.onChange(text);
        }}
      />
    </Show>
  );
}

/**
 * A judge's queue: one item, and the questions about it. Where an item comes from and what others say is neither
 * shown nor sent, so this page has no socket of the project.
 */

import { A, useParams } from "@solidjs/router";
import { For, Match, onCleanup, Show, Switch } from "solid-js";
import { pages } from "../addresses";
import type { Content } from "../canvases/content";
import { canHear, isSounding } from "../canvases/listening";
import { Addressed } from "../frame/Addressed";
import { MissingPage } from "../frame/NotFoundPage";
import { PageHeader } from "../frame/PageHeader";
import { Title } from "../frame/Title";
import { PIECE } from "../listening/answering";
import type { Campaign, CampaignTask } from "../protocol";
import { HeardBar, PieceInView } from "../rankings/PieceInView";
import { InFull } from "../takes/InFull";
import { isPressable, onPageKeys } from "../ui/keys/hotkeys";
import { type KeyHelp, registerKeys } from "../ui/keys/keyHelp";
import { QuestionField } from "./QuestionField";
import { createQueue, type Queue } from "./queue";
import { closesWords } from "./words";

export default function AnswerPage() {
  const params = useParams<{ project: string; campaign: string }>();
  return (
    <Addressed parts={[params.project, params.campaign]}>
      {(project, campaign) => <Answering projectId={project} campaignId={campaign} />}
    </Addressed>
  );
}

const KEYS: readonly KeyHelp[] = [
  { keys: "Space", label: "Play or pause", group: "Listen" },
  { keys: "1", label: "Answer the marked question (1 to 9)", group: "Answer" },
  {
    keys: "Enter",
    label: "Next question; after the last one save, and show the next",
    group: "Answer",
  },
  { keys: "mod+Enter", label: "Save, and show the next", group: "Answer" },
  { keys: "Backspace", label: "Back to the question or the item before", group: "Answer" },
  { keys: "s", label: "Pass: it comes again at the end", group: "Answer" },
];

/** Do what a key asks for; false where it asks for nothing. */
function answerKey(queue: Queue, event: KeyboardEvent): boolean {
  const isCommand = event.ctrlKey || event.metaKey;
  if (event.repeat || event.altKey) return false;
  if (event.key === "Enter" && isCommand) queue.save();
  else if (isCommand) return false;
  else if (event.key === "Backspace") queue.back();
  else if (queue.task() === null) return false;
  else if (event.key === " " && !isPressable(event.target)) queue.hear();
  else if (
    event.key === "Enter" &&
    !(event.target as HTMLElement).closest?.("a, .page-header button")
  )
    queue.onward();
  else if (event.key.toLowerCase() === "s") queue.pass();
  else return /^[1-9]$/.test(event.key) && queue.digit(Number(event.key));
  return true;
}

function Answering(props: { projectId: string; campaignId: string }) {
  const queue = createQueue(props.campaignId);
  onPageKeys((event) => answerKey(queue, event));
  onCleanup(registerKeys(KEYS));
  const campaignsAddress = pages.rankings(props.projectId);
  const campaignAddress = pages.campaign(props.projectId, props.campaignId);
  const name = () => queue.campaign()?.name ?? "Campaign";
  return (
    <Show when={!queue.isMissing()} fallback={<MissingPage what="campaign" />}>
      <Title>{`Answer, ${name()}`}</Title>
      <div class="duel-page">
        <PageHeader>
          <nav class="crumb" aria-label="Where you are">
            <A href={campaignsAddress}>Rankings</A>
            <span aria-hidden="true">/</span>
            <A href={campaignAddress}>{name()}</A>
            <span aria-hidden="true">/</span>
            <h1 class="crumb-name">Answer</h1>
          </nav>
        </PageHeader>
        <main class="answering">
          <Switch>
            <Match when={queue.problem()}>
              <p class="problem import-line" role="alert">
                <span>{queue.problem()}</span>
                <button type="button" onClick={queue.again}>
                  Try again
                </button>
              </p>
            </Match>
            <Match when={queue.isDone()}>
              <AllAnswered address={campaignAddress} onBack={queue.back} />
            </Match>
            <Match when={queue.task() && queue.campaign()}>
              {(campaign) => <Item queue={queue} campaign={campaign()} />}
            </Match>
            <Match when={true}>
              <p class="muted" role="status">
                Loading your queue …
              </p>
            </Match>
          </Switch>
        </main>
      </div>
    </Show>
  );
}

function AllAnswered(props: { address: string; onBack: () => void }) {
  return (
    <div class="empty-project">
      <h2>You have answered everything</h2>
      <p class="muted">Thank you. You can change your answers while the campaign is open.</p>
      <A class="button primary" href={props.address}>
        See the campaign
      </A>
      <button type="button" onClick={props.onBack}>
        Back to the last one <kbd aria-hidden="true">⌫</kbd>
      </button>
    </div>
  );
}

function Item(props: { queue: Queue; campaign: Campaign }) {
  const task = () => props.queue.task() as CampaignTask;
  return (
    <>
      <header class="queue-head">
        <b class="figures" role="status">
          {task().number} of {task().num_tasks}
        </b>
        <progress
          aria-label="Answered in your queue"
          max={task().num_tasks}
          value={task().num_answered}
        />
        <span class="muted figures">
          {[`${task().num_answered} answered`, closesWords(props.campaign)]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </header>
      <div class="answering-sides">
        <Show when={props.queue.content()} keyed>
          {(content) => <Piece queue={props.queue} content={content} />}
        </Show>
        <section class="questions" aria-label="Questions">
          <For each={props.campaign.questions}>
            {(question, place) => (
              <QuestionField
                question={question}
                number={place() + 1}
                answer={props.queue.answers()[place()] ?? null}
                isCurrent={props.queue.current() === place()}
                onSay={(value) => props.queue.say(place(), value)}
                onCurrent={() => props.queue.setCurrent(place())}
                onEnter={props.queue.onward}
                onBack={props.queue.back}
              />
            )}
          </For>
          <p class="muted question-note">
            {props.campaign.overlap > 1
              ? "Others answer about this too. Nobody sees another judge's answers here."
              : "You alone answer about this."}
          </p>
          <Acts queue={props.queue} />
        </section>
      </div>
    </>
  );
}

function Acts(props: { queue: Queue }) {
  const isFirst = () => props.queue.current() === 0 && !props.queue.task()?.previous;
  return (
    <div class="answering-acts">
      <button type="button" disabled={isFirst()} onClick={props.queue.back}>
        Back <kbd aria-hidden="true">⌫</kbd>
      </button>
      <button type="button" disabled={props.queue.isSending()} onClick={props.queue.pass}>
        Pass <kbd aria-hidden="true">S</kbd>
      </button>
      <span class="spacer" />
      <button
        type="button"
        class="primary"
        disabled={!props.queue.isComplete() || props.queue.isSending()}
        onClick={props.queue.save}
      >
        Save and continue <kbd aria-hidden="true">Enter</kbd>
      </button>
    </div>
  );
}

function Piece(props: { queue: Queue; content: Content }) {
  const percent = () => Math.round(100 * (props.queue.heardShare() ?? 0));
  return (
    <section class="duel-side answering-piece" aria-label="What the questions are about">
      <Show when={canHear(props.content)}>
        <header>
          <button type="button" class="duel-play" onClick={props.queue.hear}>
            {isSounding(PIECE) ? "Pause" : "Play"}
            <kbd aria-hidden="true">Space</kbd>
          </button>
          <small class="muted figures">{percent()} % heard</small>
        </header>
      </Show>
      <InFull
        class="duel-text answering-text"
        content={props.content}
        picture={
          <PieceInView
            name="it"
            id={PIECE}
            content={props.content}
            span={undefined}
            shows="score"
            engrave={props.queue.engrave}
          />
        }
      />
      <Show when={canHear(props.content)}>
        <HeardBar name="it" id={PIECE} content={props.content} />
      </Show>
    </section>
  );
}

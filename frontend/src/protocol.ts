// Generated from studio/protocol by `npm run protocol`; do not edit.

export type Payload =
  | CanvasChanged
  | ProjectChanged
  | ArchiveImported
  | MembersChanged
  | GenerationChanged
  | FrameAdded
  | TakeChanged
  | ManyTakesChanged
  | CommentChanged
  | VersionChanged
  | ActAdded
  | GradesAdded
  | LookAnswered
  | JobChanged
  | RankingChanged
  | CampaignChanged
  | DocumentSnapshot
  | DocumentUpdate;
export type ServerMessage =
  | Welcome
  | Event
  | Resumed
  | Heartbeat
  | DocumentAck
  | DocumentNack
  | Presence
  | Lagging
  | RoleChanged
  | Refused;
export type ClientMessage = Resume | Unfollow | SendDocumentUpdate | SendPresence | Ping;
export type NewJob = NewBestOf | NewGrid | NewPair;

/**
 * name: of the account, typed once more. password: "" where the account has none.
 */
export interface AccountDeletion {
  name: string;
  password?: string;
}
/**
 * A share of votes that were foretold, or the difference of two, with its 95 % interval.
 */
export interface Accuracy {
  value: number;
  low: number;
  high: number;
}
/**
 * A change that a person made to a running generation.
 *
 * cells: flat numbers (row * columns + column); state and pinned as painted, None to leave them (a state
 * that comes without a pin brings its default one); symbols: new values of `cells` in order, None to leave
 * them. A cell that becomes pinned holds the value that the candidate has when the act begins to hold.
 * settings: the changed ones by name. marks: row, column and the cell's mark from then on.
 */
export interface Act {
  id: string;
  generation: string;
  number: number;
  kind: "cells" | "settings" | "pause" | "resume" | "stop";
  candidate: number | null;
  cells: number[];
  state: number | null;
  pinned: boolean | null;
  symbols: (number | string)[] | null;
  settings: {
    [k: string]: unknown;
  } | null;
  marks:
    | [
        number,
        number,
        {
          [k: string]: unknown;
        } | null
      ][]
    | null;
  from_step: number | null;
  author: Person | null;
  created_at: string;
}
export interface Person {
  id: number;
  name: string;
}
/**
 * On the generation's stream; sent again with `from_step` once a worker has taken it up.
 */
export interface ActAdded {
  kind: "act";
  act: Act;
}
export interface Address {
  address: string;
}
/**
 * An alternative for the cells that were asked about, with its probability from all of its context.
 */
export interface Alternative {
  symbols: (number | string)[];
  label: string;
  probability: number;
}
/**
 * Krippendorff's alpha: 1 is full agreement, 0 what chance would give; low, high: its 95 % interval, None
 * on few items. num_items: that two or more answered about. num_same of num_pairs pairs of answers are the
 * same.
 */
export interface AnswerAgreement {
  alpha: number;
  low: number | null;
  high: number | null;
  num_items: number;
  num_same: number;
  num_pairs: number;
}
/**
 * key: the beginning of the token after `smk_`, by which people know it again. token: the whole, sent
 * only when it is made. used_at: to the minute.
 */
export interface ApiToken {
  key: string;
  token: string;
  name: string;
  scope: "see" | "comment" | "curate" | "edit" | "own";
  created_at: string;
  expires_at: string | null;
  used_at: string | null;
}
/**
 * On the project's stream: all of an archive is in it now. canvases: the new ones; what they and all else
 * are is read where it is shown.
 */
export interface ArchiveImported {
  kind: "archive";
  canvases: string[];
  num_takes: number;
  num_rankings: number;
  num_listening_tests: number;
  num_campaigns: number;
}
/**
 * It is on its way, as far as the studio may say.
 */
export interface Asked {
  is_asked: true;
}
/**
 * after: the address of the page that comes next; the studio's first one unless said.
 */
export interface AtProvider {
  after?: string;
}
/**
 * Who did what: the two read as one sentence, such as "ana" and "made ben an editor".
 */
export interface AuditLine {
  id: number;
  at: string;
  name: string;
  what: string;
}
/**
 * lines: the newest first. has_more: whether there are older ones.
 */
export interface AuditPage {
  lines: AuditLine[];
  has_more: boolean;
}
/**
 * Make `total` candidates in batches, keep the best; stop_early: once they no longer become better.
 * ranking: an open ranking of the project, whose votes say which are best; None: the grade does.
 */
export interface BestOf {
  settings?: {
    [k: string]: unknown;
  };
  total?: number;
  keep?: number;
  batch?: number;
  seed?: number | null;
  stop_early?: boolean;
  ranking?: string | null;
}
/**
 * num_tasks: answers that are wanted, each to all questions about one item. mine: the queue of who reads;
 * None for who is no judge, and in events.
 */
export interface Campaign {
  id: string;
  project: string;
  name: string;
  kind: string;
  questions: CampaignQuestion[];
  overlap: number;
  deadline: string | null;
  closed_at: string | null;
  is_over: boolean;
  is_in_bin: boolean;
  num_items: number;
  num_judges: number;
  num_tasks: number;
  num_answered: number;
  mine: OwnQueue | null;
  created_by: Person | null;
  created_at: string;
}
/**
 * type scale: 1 to `steps`, `low` and `high` are the words at its ends. choice: one of `options`;
 * several: as many of them as fit, or none. text: a few words, or none.
 */
export interface CampaignQuestion {
  type: "scale" | "choice" | "several" | "text";
  text: string;
  low: string;
  high: string;
  steps: number;
  options: string[];
}
/**
 * How far one judge is.
 */
export interface OwnQueue {
  num_tasks: number;
  num_answered: number;
}
/**
 * One answer of one judge to one question: a row of a campaign's file. Judges are numbered, not named.
 *
 * number, choices, text: of a scale, of choices (one or several), of a text. counts: whether the judge is
 * not set aside. decided_number and so on: the owner's decision beside it, where is_decided. heard_s:
 * seconds of listening. took_s: from the item in view to the answers.
 */
export interface CampaignAnswer {
  format: "sunmask-campaign-answer";
  version: 1;
  campaign: string;
  item: string;
  take: string | null;
  kind: string;
  judge: string;
  question: string;
  type: string;
  number: number | null;
  choices: string[];
  text: string;
  counts: boolean;
  heard_s: number | null;
  took_s: number | null;
  answered_at: string;
  is_decided: boolean;
  decided_number: number | null;
  decided_choices: string[];
  decided_text: string;
}
/**
 * What is left out stays. judges: those from now on; what the others have not begun goes to them.
 */
export interface CampaignChange {
  name?: string | null;
  judges?: string[] | null;
  deadline?: string | null;
}
/**
 * On the project's stream: how far a campaign is, and nothing of its answers.
 *
 * is_answered: a judge has answered about an item. is_decided: an owner has decided where answers differ, or
 * has taken that back. has_ended: no more answers are awaited. Each by this change.
 */
export interface CampaignChanged {
  kind: "campaign";
  campaign: Campaign;
  is_answered: boolean;
  is_decided: boolean;
  has_ended: boolean;
}
/**
 * In what form the answers leave.
 */
export interface CampaignFile {
  file?: "jsonl" | "csv";
}
/**
 * An item as it is decided about: answers and decisions for each question.
 */
export interface CampaignItem {
  id: string;
  name: string;
  piece: ContentInView;
  answers: JudgesAnswer[][];
  decisions: (Decision | null)[];
}
/**
 * A grid to look at and listen to, its origin hidden.
 */
export interface ContentInView {
  kind: string;
  content: {
    [k: string]: unknown;
  };
}
/**
 * What one judge, by number, says to one question.
 */
export interface JudgesAnswer {
  judge: number;
  value: number | string | string[] | null;
}
/**
 * What was decided beside the answers.
 */
export interface Decision {
  value: number | string | string[] | null;
  note: string;
  decided_by: string;
  decided_at: string;
}
/**
 * number: what a judge is called in files, from 1. may_answer: whether they still judge, and may.
 * agreement: with the others, for each question. is_like_chance: the answers look like chance rather than
 * like what the others see.
 */
export interface CampaignJudge {
  number: number;
  name: string;
  may_answer: boolean;
  num_tasks: number;
  num_answered: number;
  median_s: number | null;
  is_like_chance: boolean;
  is_set_aside: boolean;
  agreement: (AnswerAgreement | null)[];
}
/**
 * How far two judges agree, for each question.
 */
export interface CampaignPair {
  first: number;
  second: number;
  agreement: (AnswerAgreement | null)[];
}
/**
 * disagreements: the furthest apart first, those without a decision before the others; at most 200 of
 * num_disagreements.
 */
export interface CampaignResults {
  campaign: Campaign;
  judges: CampaignJudge[];
  questions: QuestionAgreement[];
  pairs: CampaignPair[];
  disagreements: Disagreement[];
  num_disagreements: number;
  num_decided: number;
}
/**
 * counted: without judges who are set aside. with_all: with them, None where nobody is. A text has
 * neither.
 */
export interface QuestionAgreement {
  counted: AnswerAgreement | null;
  with_all: AnswerAgreement | null;
}
/**
 * An item about which answers to a question are apart. distance: of the two furthest, 0 to 1.
 */
export interface Disagreement {
  item: string;
  name: string;
  question: number;
  distance: number;
  answers: JudgesAnswer[];
  decision: Decision | null;
}
/**
 * An item in one's queue, without what tells its origin. number: from 1. previous: the one before it.
 * answers: one's own, None before they are given.
 */
export interface CampaignTask {
  id: string;
  number: number;
  num_tasks: number;
  num_answered: number;
  previous: string | null;
  piece: ContentInView;
  answers: (number | string | string[] | null)[] | null;
}
export interface Canvas {
  id: string;
  project: string;
  kind: string;
  name: string;
  created_by: Person | null;
  updated_at: string;
  is_in_bin: boolean;
  notices: Notice[];
  position: number;
}
/**
 * One stated conversion or doubt of an import.
 */
export interface Notice {
  code: string;
  message: string;
  bar: number | null;
  part: string | null;
  choices: Choice[];
}
/**
 * One answer to a doubt of an import.
 */
export interface Choice {
  label: string;
  meta: {
    [k: string]: unknown;
  };
}
export interface CanvasChange {
  name?: string | null;
  position?: number | null;
}
export interface CanvasChanged {
  kind: "canvas";
  canvas: Canvas;
}
export interface CanvasInShort {
  id: string;
  kind: string;
  name: string;
  updated_at: string;
}
/**
 * A canvas with all that belongs to it, at number `seq` of its project's stream.
 */
export interface CanvasSnapshot {
  canvas: Canvas;
  generations: Generation[];
  num_generations: number;
  takes: Take[];
  num_takes: number;
  comments: Comment[];
  num_comments: number;
  versions: Version[];
  jobs: Job[];
  grades: Grade[];
  seq: number;
}
export interface Generation {
  id: string;
  canvas: string;
  number: number;
  state: "queued" | "running" | "paused" | "done" | "stopped" | "failed";
  is_resuming: boolean;
  requested: "run" | "pause" | "stop";
  settings: {
    [k: string]: unknown;
  };
  pace: Pace;
  seed: number;
  num_candidates: number;
  num_steps: number;
  first_step: number;
  last_step: number | null;
  parent: string | null;
  parent_candidate: number | null;
  checkpoint: string;
  created_by: Person | null;
  created_at: string;
  started_at: string | null;
  finished_at: string | null;
  queue_position: number | null;
  begins_at: string | null;
  error: string | null;
  result_hash: string | null;
  best_first: number[];
  purpose: "compose" | "batch" | "repair" | "splice" | "reproduce" | "imported";
  job: string | null;
  sources: string[];
  reproduces: string | null;
  verdict: Verdict | null;
  is_graded: boolean;
}
/**
 * full: as fast as it goes; limited: a number of steps per second; single: one step per request.
 */
export interface Pace {
  mode: "full" | "limited" | "single";
  steps_per_second: number | null;
}
/**
 * The result of a reproduction: the same at every step, or where it first differs and why.
 */
export interface Verdict {
  is_identical: boolean;
  hash: string;
  step: number | null;
  candidate: number | null;
  cell: number | null;
  reason: string;
}
/**
 * A kept candidate at a step: immutable but for its name, star, order and bin.
 */
export interface Take {
  id: string;
  canvas: string;
  generation: string;
  generation_number: number;
  candidate: number;
  step: number;
  name: string;
  note: string;
  is_starred: boolean;
  position: number;
  is_in_bin: boolean;
  created_by: Person | null;
  created_at: string;
  symbols: (number | string)[];
  figures: {
    [k: string]: unknown;
  };
  remarks: string;
  remarks_by: string;
  tags: string[];
  tagged_by: {
    [k: string]: string[];
  };
  num_ratings: number;
  rating: number | null;
  ratings: Stars[];
  hides: ("ratings" | "tags" | "remarks")[];
  grade: number | null;
  features: {
    [k: string]: number;
  };
  faults: Fault[];
}
/**
 * What one person thinks of a take: stars, 1 to 5, and whether they pick or reject it.
 *
 * rated_at: since when; saw_others: whether others' were in view by then; None where nobody noted it.
 */
export interface Stars {
  name: string;
  stars: number | null;
  flag: ("pick" | "reject") | null;
  rated_at: string | null;
  saw_others: boolean | null;
}
/**
 * Something that the grade counts against a candidate, with the cells where it occurs.
 */
export interface Fault {
  code: string;
  message: string;
  cells: number[];
  penalty: number;
}
/**
 * On the whole canvas (column None), or on a place: columns by id, and a row or all of them (None).
 */
export interface Comment {
  id: string;
  canvas: string;
  thread: string | null;
  text: string;
  column: string | null;
  last_column: string | null;
  row: number | null;
  place: string;
  quote: string;
  mentions: Person[];
  resolved_at: string | null;
  resolved_by: Person | null;
  created_by: Person | null;
  created_at: string;
  edited_at: string | null;
}
/**
 * A moment with a name, which stays however long the history grows.
 */
export interface Version {
  id: string;
  canvas: string;
  name: string;
  seq: number | null;
  moment_at: string;
  created_by: Person | null;
  created_at: string;
}
/**
 * best_of: {settings, total, keep, batch, seed, stop_early}, and taste where it sorts by votes; grid:
 * {settings, seeds, temperatures, steps}; pair: {settings, first, second, total, batch, seed}, two places
 * (flat numbers of cells) whose states are swapped in the second of its generations.
 */
export interface Job {
  id: string;
  canvas: string;
  number: number;
  kind: "best_of" | "grid" | "pair";
  state: "running" | "ending" | "done" | "stopped" | "failed";
  settings: {
    [k: string]: unknown;
  };
  generations: string[];
  num_done: number;
  num_total: number;
  best: Ranked[];
  note: string;
  created_by: Person | null;
  created_at: string;
  finished_at: string | null;
}
/**
 * One graded candidate of a job; take: the one that was made of it, if any. preference: by the taste that
 * the job sorts by, higher is better; None where it sorts by grade.
 */
export interface Ranked {
  generation: string;
  candidate: number;
  overall: number;
  preference: number | null;
  take: string | null;
}
/**
 * Lower is better.
 */
export interface Grade {
  generation: string;
  candidate: number;
  step: number;
  overall: number;
  features: {
    [k: string]: number;
  };
  faults: Fault[];
}
/**
 * The document as worker and export read it, rows by columns; `hash` covers all but seq and epoch.
 */
export interface CanvasState {
  seq: number;
  epoch: number;
  hash: string;
  content: {
    [k: string]: unknown;
  };
  columns: string[];
  states: number[][];
  pins: boolean[][];
  authors: (string | null)[][];
}
/**
 * hears: names of the settings that change what its network does. refusal: a sentence that says why it
 * cannot be used in this studio, "" for one that can.
 */
export interface Checkpoint {
  name: string;
  kind: string;
  is_default: boolean;
  sha256: string;
  title: string;
  hears: string[];
  figures: {
    [k: string]: unknown;
  };
  refusal: string;
}
/**
 * Of an authenticator app, or a recovery code.
 */
export interface Code {
  code: string;
}
/**
 * Either: whether the thread is settled, or what the comment says from now on.
 */
export interface CommentChange {
  is_resolved?: boolean | null;
  text?: string | null;
}
/**
 * is_new: written just now.
 */
export interface CommentChanged {
  kind: "comment";
  comment: Comment;
  is_new: boolean;
  is_deleted: boolean;
}
/**
 * A control among the takes of an open ranking, on their scale: it has no place in the order.
 */
export interface ControlStanding {
  control: string;
  kind: "shuffled" | "real" | "author";
  name: string;
  strength: number;
  low: number;
  high: number;
  num_votes: number;
}
export interface Credentials {
  name: string;
  password: string;
}
/**
 * The strengths of all groups, in the order of `groups`, as the first `num_votes` votes had them.
 */
export interface CurvePoint {
  num_votes: number;
  strengths: number[];
  lows: number[];
  highs: number[];
}
/**
 * One event for one webhook. status: of the receiver's last answer; None where none came, and then
 * `problem` says why. is_waiting: it will be tried again.
 */
export interface Delivery {
  id: string;
  message_id: string;
  type:
    | "generation.ended"
    | "job.ended"
    | "take.kept"
    | "take.changed"
    | "comment.written"
    | "comment.changed"
    | "ranking.opened"
    | "campaign.answered"
    | "campaign.finished"
    | "campaign.decided";
  body: string;
  num_tries: number;
  tried_at: string | null;
  delivered_at: string | null;
  status: number | null;
  problem: string;
  is_waiting: boolean;
  created_at: string;
}
/**
 * The newest first, and how many there are.
 */
export interface DeliveryPage {
  deliveries: Delivery[];
  total: number;
}
/**
 * The update is stored; only now may a browser call it saved.
 */
export interface DocumentAck {
  type: "document.ack";
  canvas: string;
  client_message_id: string;
  seq: number;
}
/**
 * The update was refused or could not be stored; the browser keeps the edit or takes it back.
 */
export interface DocumentNack {
  type: "document.nack";
  canvas: string;
  client_message_id: string;
  code: string;
  message: string;
  retry: boolean;
}
/**
 * Replaces everything up to and including this event's seq (sent first after `resume` from 0).
 */
export interface DocumentSnapshot {
  kind: "document.snapshot";
  epoch: number;
  update: string;
}
export interface DocumentUpdate {
  kind: "document.update";
  epoch: number;
  update: string;
  author: number | null;
  client_message_id: string;
}
/**
 * A pair for one judge. Which take is which (`left_take`, `right_take`) and why the pair came is told
 * after the vote, and only of a ranking that is open.
 *
 * receipt: number and hash of the vote in the ranking's record, such as "41:9f3c...".
 */
export interface Duel {
  id: string;
  ranking: string;
  left: ContentInView;
  right: ContentInView;
  outcome: ("left" | "right" | "tie" | "both_bad") | null;
  left_take: string | null;
  right_take: string | null;
  reason: ("teaches" | "shared" | "random" | "repeat" | "control") | null;
  receipt: string | null;
}
/**
 * How many edits somebody made.
 */
export interface Edits {
  person: Person | null;
  count: number;
}
/**
 * What the left side, or twice the length, adds to a win, in logits, with its 95 % interval.
 */
export interface Effect {
  value: number;
  low: number;
  high: number;
}
/**
 * address: of another site, to which the browser is to go.
 */
export interface Elsewhere {
  address: string;
}
/**
 * num_ended: sessions.
 */
export interface Ended {
  num_ended: number;
}
/**
 * A score as pages of SVG from top to bottom, without scripts, styles or addresses.
 */
export interface Engraving {
  pages: string[];
}
/**
 * Event number `seq` of a stream; seqs are contiguous from 1. A snapshot's seq may jump ahead.
 */
export interface Event {
  type: "event";
  stream: string;
  seq: number;
  mark: string;
  payload:
    | CanvasChanged
    | ProjectChanged
    | ArchiveImported
    | MembersChanged
    | GenerationChanged
    | FrameAdded
    | TakeChanged
    | ManyTakesChanged
    | CommentChanged
    | VersionChanged
    | ActAdded
    | GradesAdded
    | LookAnswered
    | JobChanged
    | RankingChanged
    | CampaignChanged
    | DocumentSnapshot
    | DocumentUpdate;
}
export interface ProjectChanged {
  kind: "project";
  id: string;
  name: string;
  is_in_bin: boolean;
}
export interface MembersChanged {
  kind: "members";
  members: Member[];
}
export interface Member {
  person: Person;
  role: "viewer" | "commenter" | "curator" | "editor" | "owner";
}
/**
 * On the project's stream (so that panels know) and on the generation's own, in order with frames.
 *
 * has_ended: by this change.
 */
export interface GenerationChanged {
  kind: "generation";
  generation: Generation;
  has_ended: boolean;
}
export interface FrameAdded {
  kind: "frame";
  frame: Frame;
}
/**
 * Consecutive steps, every one of them.
 */
export interface Frame {
  first_step: number;
  last_step: number;
  steps: Step[];
}
/**
 * All candidates at one step. A generation's first stored step carries `symbols`, others `changes`.
 *
 * symbols: per candidate all cells, row by row (cell = row * columns + column).
 * changes: per candidate a flat list cell, symbol, cell, symbol, ... of what differs from the step before.
 */
export interface Step {
  step: number;
  symbols: (number | string)[][] | null;
  changes: (number | string)[][] | null;
}
/**
 * is_new: kept just now.
 */
export interface TakeChanged {
  kind: "take";
  take: Take;
  is_new: boolean;
}
/**
 * On the project's stream: these takes changed together; what they are now is read where it is shown.
 */
export interface ManyTakesChanged {
  kind: "takes";
  takes: string[];
}
/**
 * On the project's stream.
 */
export interface VersionChanged {
  kind: "version";
  version: Version;
  is_deleted: boolean;
}
/**
 * On the project's stream.
 */
export interface GradesAdded {
  kind: "grades";
  canvas: string;
  grades: Grade[];
}
/**
 * On the project's stream; the answer itself is read at GET /api/looks/{look}.
 */
export interface LookAnswered {
  kind: "look";
  id: string;
}
/**
 * On the project's stream. has_ended: by this change.
 */
export interface JobChanged {
  kind: "job";
  job: Job;
  has_ended: boolean;
}
/**
 * On the project's stream. has_opened: by this change.
 */
export interface RankingChanged {
  kind: "ranking";
  ranking: Ranking;
  has_opened: boolean;
}
/**
 * A set of takes that people order together, blind until somebody opens it.
 *
 * standings: the best first; none before it is opened. standings_with_all: with judges who are set aside,
 * where there are any. standings_at_equal_length: with the effect of length taken out, where lengths differ.
 * num_votes: those that count. num_unheard: those that do not, because a side was not listened to. num_left,
 * num_right: votes for what stood on that side. agreement: Krippendorff's alpha between judges, None where
 * no pair was judged by two. seal: the hash of takes, controls, seed and rules, from the first pair on; None
 * before, and for rankings older than seals. head: the hash of all that happened since, `num_entries` of it.
 * set_aside: judges whose votes do not count, openly.
 */
export interface Ranking {
  id: string;
  project: string;
  name: string;
  is_open: boolean;
  num_takes: number;
  standings: Standing[];
  standings_with_all: Standing[];
  standings_at_equal_length: Standing[];
  controls: ControlStanding[];
  rules: RankingRules;
  has_begun: boolean;
  seal: string | null;
  head: string | null;
  num_entries: number;
  set_aside: string[];
  sureness: Sureness;
  side: Effect;
  length: Effect | null;
  num_votes: number;
  num_unheard: number;
  num_left: number;
  num_right: number;
  num_judges: number;
  agreement: number | null;
  is_in_bin: boolean;
  created_by: Person | null;
  created_at: string;
}
/**
 * A take's strength in a ranking, in logits (mean 0) with its 95 % interval, and the best and the worst
 * place that it may have.
 */
export interface Standing {
  take: string;
  best_place: number;
  worst_place: number;
  strength: number;
  low: number;
  high: number;
  num_votes: number;
  num_wins: number;
}
/**
 * How a ranking is judged; fixed once the first pair is shown.
 *
 * min_listening_s: seconds of each side, or all of it, without which a vote does not count; 0 for anything
 * heard. shows: what judges see of music. shuffled, real, author: controls that are hidden among the takes
 * and have no part in the order: a take with its columns shuffled, canvases of the project as they are, what
 * the takes were composed from. repeats, random, shared, controls: shares of a judge's pairs.
 */
export interface RankingRules {
  min_listening_s: number;
  shows: "score" | "nothing";
  shuffled: boolean;
  real: string[];
  author: boolean;
  repeats: number;
  random: number;
  shared: number;
  controls: number;
}
/**
 * How sure an order is.
 *
 * expected_tau: Kendall's tau to the truth that such an order has on average. is_first_order: whether that
 * is worth looking at (0.7). for_first_order, for_precision, for_first_place: votes more until it is, until
 * intervals reach `precision` logits to either side, until the first is surely better than each other.
 * num_sure: the fewest takes at the top that are surely better than all others, 0 for none. num_changes: how
 * few votes, had they gone the other way, would put `turned_to` first; of an open ranking alone.
 */
export interface Sureness {
  expected_tau: number;
  is_first_order: boolean;
  for_first_order: number | null;
  precision: number;
  for_precision: number;
  for_first_place: VotesNeeded;
  num_sure: number;
  num_changes: number | null;
  turned_to: string | null;
}
/**
 * About how many votes more; half of the time between fewest and most. None: nobody can tell.
 */
export interface VotesNeeded {
  votes: number | null;
  fewest: number | null;
  most: number | null;
}
/**
 * The body of every HTTP error, and of `refused` on the socket.
 */
export interface Failure {
  code: string;
  message: string;
  retry_after_s: number | null;
}
/**
 * An export format: the name that `export?format=` takes, its media type and file ending.
 */
export interface Format {
  name: string;
  media_type: string;
  ending: string;
}
/**
 * A canvas at the moment a generation began: rows by columns.
 *
 * columns: the ids of the document's columns, which outlive inserted and deleted bars.
 * states: 0 unmasked, 1 masked, 2 renoisable; pins: whether the value may not change.
 * content: the codec's JSON (for a chorale: kind, meta, symbols, fermatas, lyrics).
 */
export interface Frozen {
  columns: string[];
  states: number[][];
  pins: boolean[][];
  authors: (string | null)[][] | null;
  content: {
    [k: string]: unknown;
  };
}
/**
 * One candidate for each seed, temperature and number of steps.
 */
export interface Grid {
  settings?: {
    [k: string]: unknown;
  };
  seeds: number[];
  temperatures: number[];
  steps: number[];
}
/**
 * All takes of a ranking that have one value in common, as one: its strength in logits (mean 0) with its
 * 95 % interval, and the best and the worst place that it may have.
 */
export interface GroupStanding {
  label: string;
  num_takes: number;
  num_votes: number;
  num_wins: number;
  strength: number;
  low: number;
  high: number;
  best_place: number;
  worst_place: number;
}
/**
 * by: what puts takes into groups: `take`, `model`, `author` or a setting's name. choices: what else
 * would make more than one group. groups: the best first. num_within: votes on two takes of one group, which
 * say nothing here.
 */
export interface GroupStandings {
  by: string;
  choices: string[];
  groups: GroupStanding[];
  curve: CurvePoint[];
  num_within: number;
}
/**
 * How much of each side a judge heard before the vote.
 */
export interface Heard {
  left: HeardSide;
  right: HeardSide;
}
/**
 * How long one side of a duel sounded, and how much of it (0 to 1).
 */
export interface HeardSide {
  seconds: number;
  share: number;
}
/**
 * Every 15 s: the last seq of each followed stream; a browser that is behind sends `resume`.
 */
export interface Heartbeat {
  type: "heartbeat";
  streams: {
    [k: string]: number;
  };
}
/**
 * Every edit after a snapshot of the document, up to the next one: a page of its history.
 *
 * snapshot: the document at number `seq`, a Yjs update in base64, on which the moments' updates build.
 */
export interface History {
  seq: number;
  snapshot: string;
  moments: Moment[];
  people: Person[];
  has_earlier: boolean;
}
/**
 * An edit of the document: what it was like after number `seq` of the canvas's stream.
 */
export interface Moment {
  seq: number;
  author: number | null;
  at: string;
  update: string;
}
/**
 * Rows that an archive brought under your name, which belong to nobody until you claim them.
 */
export interface ImportedName {
  name: string;
  num_rows: number;
}
/**
 * The target of an invitation link, for anybody who has the link. own_role: of the person who asks, if a
 * member already.
 */
export interface Invitation {
  project: string;
  name: string;
  canvas: InvitedCanvas | null;
  role: "viewer" | "commenter" | "curator" | "editor" | "owner";
  created_by: Person | null;
  own_role: ("viewer" | "commenter" | "curator" | "editor" | "owner") | null;
}
/**
 * The canvas that a link leads to. content: how it begins, for a small picture; empty for a kind that
 * is not installed.
 */
export interface InvitedCanvas {
  id: string;
  kind: string;
  name: string;
  content: {
    [k: string]: unknown;
  };
}
/**
 * A link that makes people members; `url` is sent only when it is made. num_members: people
 * who joined with it.
 */
export interface InvitationLink {
  id: string;
  url: string;
  role: "viewer" | "commenter" | "curator" | "editor" | "owner";
  created_by: Person | null;
  created_at: string;
  expires_at: string | null;
  num_members: number;
}
/**
 * What one judge's votes tell.
 *
 * num_votes: those that count, and would without `is_set_aside`. num_unheard: those without the least
 * listening. num_left of num_decided went left. num_same of num_repeats pairs that came back, sides changed,
 * got the same verdict. num_right of num_controls shuffled pieces lost. num_agreed of num_shared votes are
 * what another judge said of the same pair. median_s: from the pair in view to the vote. is_like_chance:
 * the votes look like chance rather than like the order that the others found.
 */
export interface JudgeFigures {
  name: string;
  num_votes: number;
  num_unheard: number;
  num_ties: number;
  num_decided: number;
  num_left: number;
  num_repeats: number;
  num_same: number;
  num_controls: number;
  num_right: number;
  num_shared: number;
  num_agreed: number;
  median_s: number | null;
  is_like_chance: boolean;
  is_set_aside: boolean;
}
/**
 * How far two judges agree on the num_shared pairs that both judged.
 */
export interface JudgePair {
  first: string;
  second: string;
  num_shared: number;
  num_agreed: number;
}
/**
 * Whether the answers of a judge are left out of agreement.
 */
export interface JudgeSetAside {
  judge: number;
  is_set_aside: boolean;
}
/**
 * What the owner of a project knows of a ranking's judges: nothing here tells which takes they judged.
 */
export interface Judges {
  judges: JudgeFigures[];
  pairs: JudgePair[];
}
/**
 * A kind of canvas, as panels and pages need it.
 */
export interface Kind {
  kind: string;
  shape: KindShape;
  settings: SettingSpec[];
  qualities: Quality[];
  checkpoints: Checkpoint[];
  formats: Format[];
  demos: string[];
  blank_options: {
    [k: string]: unknown;
  };
  imports: string[];
  held_out: string;
}
/**
 * How a kind looks that has no page in the browser's code: in a grid, or as running text.
 *
 * row_names: from the first row; fewer where rows have no names. symbol_labels: by symbol, "" for one that
 * says that nothing stands there; a symbol without a label is written as it is. imports: endings of files.
 * page: address of the module that its package brings to draw it, "" for none.
 */
export interface KindShape {
  kind: string;
  layout: string;
  num_rows: number;
  row_names: string[];
  symbol_labels: {
    [k: string]: string;
  };
  imports: string[];
  page: string;
}
/**
 * One field of the sampler's settings: the panel is drawn and checked from it.
 *
 * maximum of a text: its letters.
 */
export interface SettingSpec {
  name: string;
  label: string;
  description: string;
  type: "integer" | "number" | "boolean" | "choice" | "text";
  default: number | boolean | string;
  minimum: number | null;
  maximum: number | null;
  choices: string[];
  is_expert: boolean;
}
/**
 * A named choice that makes some settings at once, by their names.
 *
 * settings: the same names in each quality of a kind, so that choosing one undoes another.
 */
export interface Quality {
  name: string;
  label: string;
  description: string;
  settings: {
    [k: string]: number | boolean | string;
  };
  is_offered: boolean;
}
/**
 * This socket reads too slowly: pushing stopped; send `resume` to continue.
 */
export interface Lagging {
  type: "lagging";
  streams: {
    [k: string]: number;
  };
}
/**
 * A project that would have no owner without this person. heir: the name of whoever becomes its owner;
 * None where nobody else is in the project, which goes to the bin.
 */
export interface LastOwned {
  name: string;
  heir: string | null;
}
/**
 * What follows when an account is deleted. has_password: whether it must be typed.
 */
export interface Leaving {
  last_owned: LastOwned[];
  has_password: boolean;
}
/**
 * edges: ids of parent and child, and how the child was made ("" where there is nothing to say).
 */
export interface Lineage {
  nodes: LineageNode[];
  edges: [string, string, string][];
}
/**
 * A node in the lineage of a canvas; kind canvas: the canvas as it is now.
 */
export interface LineageNode {
  id: string;
  kind: "import" | "canvas" | "generation" | "job" | "take" | "placed" | "export";
  label: string;
  at: string;
  by: string | null;
  generation: string | null;
  take: string | null;
  candidate: number | null;
  step: number | null;
  job: string | null;
  grade: number | null;
  is_in_bin: boolean;
}
/**
 * A part of a lineage, its nodes in the order of time. An edge may begin at a node of an earlier part.
 *
 * earlier: what to ask for as `before` to get the part before this one; None where there is none.
 * num_earlier: how many moments are earlier.
 */
export interface LineagePage {
  nodes: LineageNode[];
  edges: [string, string, string][];
  earlier: string | null;
  num_earlier: number;
}
export interface LinkedProvider {
  id: string;
  name: string;
  is_linked: boolean;
}
/**
 * What a link shows before a piece is heard. has_begun: whether this browser takes part. num_questions:
 * of this test. num_right: of the listener's own answers, once there are no more questions. is_over: nobody
 * answers any more. is_member: answers of members of the project are a trial, and do not count. real_name:
 * what the real pieces are, where they come with the kind.
 */
export interface Listening {
  kind: string;
  real_name: string;
  rules: ListeningRules;
  num_questions: number;
  has_begun: boolean;
  num_answered: number;
  num_right: number | null;
  is_over: boolean;
  is_member: boolean;
}
/**
 * How a listening test goes; fixed from its beginning, and told before its first answer.
 *
 * min_listening_s: seconds of a piece, or all of it, without which an answer does not count. precision,
 * most_answers: it stops once the 95 % interval of the share of the model's pieces that are taken for the
 * model's reaches `precision` or less to either side, or at so many answers about them. num_questions: of
 * one listener, at most.
 */
export interface ListeningRules {
  min_listening_s: number;
  precision: number;
  most_answers: number;
  num_questions: number;
}
/**
 * A link to take part without an account; `url` is sent only when it is made.
 */
export interface ListeningLink {
  id: string;
  url: string;
  created_by: Person | null;
  created_at: string;
  expires_at: string | null;
}
/**
 * taken: how often the model's pieces were taken for a model's; real_taken: people's. right: how often
 * listeners were right. published: what `taken` is compared with.
 */
export interface ListeningResult {
  taken: ShareOfAnswers | null;
  real_taken: ShareOfAnswers | null;
  right: ShareOfAnswers | null;
  by_skill: SharesBySkill[];
  published: PublishedShare | null;
}
/**
 * A share of answers that count, with its 95 % interval.
 */
export interface ShareOfAnswers {
  value: number;
  low: number;
  high: number;
  num_answers: number;
  num_listeners: number;
}
/**
 * Answers of listeners who call themselves so skilled, 1 to 5.
 */
export interface SharesBySkill {
  skill: number;
  taken: ShareOfAnswers | null;
  right: ShareOfAnswers | null;
}
/**
 * The same share in a test elsewhere.
 */
export interface PublishedShare {
  where: string;
  value: number;
  low: number;
  high: number;
  num_answers: number;
}
/**
 * num_answers: those that count, about the model's pieces: the figure that the rules speak of. num_all:
 * all answers. end: why it is over, None while it goes on. result: None until then.
 */
export interface ListeningTest {
  id: string;
  project: string;
  name: string;
  kind: string;
  num_model: number;
  num_real: number;
  rules: ListeningRules;
  num_answers: number;
  num_all: number;
  num_listeners: number;
  end: ("precise" | "most" | "by_hand") | null;
  result: ListeningResult | null;
  is_in_bin: boolean;
  created_by: Person | null;
  created_at: string;
  ended_at: string | null;
}
/**
 * The model's view of one grid as it is.
 *
 * question: doubt (per cell, 1 - the probability of what stands there), alternatives (for `cells`, the
 * likeliest first), grade (with faults).
 */
export interface Look {
  id: string;
  canvas: string;
  question: "doubt" | "alternatives" | "grade";
  cells: number[];
  state: "waiting" | "answered" | "failed";
  doubt: number[] | null;
  alternatives: Alternative[] | null;
  overall: number | null;
  features: {
    [k: string]: number;
  } | null;
  faults: Fault[] | null;
  error: string | null;
}
/**
 * is_sent: the studio sends mail. address: confirmed. waiting: to be confirmed; "" for none.
 */
export interface Mail {
  is_sent: boolean;
  address: string;
  waiting: string;
}
/**
 * The same for many takes at once; what is None stays. stars: one's own, 0 takes them away. flag: one's
 * own, "none" takes it away.
 */
export interface ManyTakesChange {
  takes: string[];
  is_starred?: boolean | null;
  stars?: number | null;
  flag?: ("pick" | "reject" | "none") | null;
  add_tags?: string[];
  remove_tags?: string[];
  is_in_bin?: boolean | null;
}
/**
 * Takes to add to a ranking; those that are in it already stay.
 */
export interface MoreTakes {
  takes: string[];
}
export interface Named {
  name: string;
}
/**
 * invitation: the secret of the invitation link by which somebody came, if any.
 */
export interface NewAccount {
  name: string;
  password: string;
  invitation?: string | null;
}
/**
 * Cells with a state, a pin or symbols, or marks (of one candidate; None: all), or settings of the whole
 * run. marks: row, column and the cell's mark from then on, as documents have it; None for no mark.
 */
export interface NewAct {
  candidate?: number | null;
  cells?: number[] | null;
  state?: number | null;
  pinned?: boolean | null;
  symbols?: (number | string)[] | null;
  settings?: {
    [k: string]: unknown;
  } | null;
  marks?:
    | [
        number,
        number,
        {
          [k: string]: unknown;
        } | null
      ][]
    | null;
}
/**
 * Of one's own.
 */
export interface NewAddress {
  password?: string;
  address: string;
}
/**
 * heard: None where there is nothing to hear.
 */
export interface NewAnswer {
  says: "person" | "model";
  heard?: HeardSide | null;
}
/**
 * answers: for each question of the campaign, in their order. heard: None where there is nothing to hear,
 * or nobody counted.
 */
export interface NewAnswers {
  answers: (number | string | string[] | null)[];
  heard?: HeardSide | null;
}
/**
 * days: until the token is too old; None for one that lasts until it is revoked.
 */
export interface NewApiToken {
  name: string;
  scope: "see" | "comment" | "curate" | "edit" | "own";
  days?: number | null;
}
/**
 * An authenticator app that is to be set up. picture: of the address, as an SVG to scan.
 */
export interface NewApp {
  secret: string;
  address: string;
  picture: string;
}
export interface NewBestOf {
  kind: "best_of";
  settings: BestOf;
}
/**
 * A child from one candidate at a step; what is absent is the parent's, but the seed is drawn. acts: what
 * holds from the child's first step on.
 */
export interface NewBranch {
  candidate: number;
  step: number;
  settings?: {
    [k: string]: unknown;
  } | null;
  num_candidates?: number | null;
  seed?: number | null;
  states?: number[][] | null;
  pins?: boolean[][] | null;
  acts?: NewAct[];
}
/**
 * takes: of one kind. judges: names of members. overlap: how many of them answer about each take.
 * deadline: None where it is closed by hand.
 */
export interface NewCampaign {
  name: string;
  takes: string[];
  questions: CampaignQuestion[];
  judges: string[];
  overlap?: number;
  deadline?: string | null;
}
/**
 * start: "blank" or the name of a demo of the kind; options: the codec's, for a blank one.
 */
export interface NewCanvas {
  kind?: string;
  name?: string | null;
  start?: string;
  options?: {
    [k: string]: unknown;
  };
}
/**
 * On the whole canvas, or on a place: from one column id to another, in one row or in all of them.
 *
 * thread: the comment that this one answers, in whose place it then is. place, quote: what the place is
 * called and what stands there, for the day when it is gone.
 */
export interface NewComment {
  text: string;
  thread?: string | null;
  column?: string | null;
  last_column?: string | null;
  row?: number | null;
  place?: string;
  quote?: string;
}
/**
 * question: its place, from 0. value: as an answer; None takes the decision back.
 */
export interface NewDecision {
  question: number;
  value?: number | string | string[] | null;
  note?: string;
}
/**
 * settings: by name, defaults for the rest; an absent seed is drawn, an absent checkpoint the default.
 */
export interface NewGeneration {
  settings?: {
    [k: string]: unknown;
  };
  pace?: Pace;
  num_candidates?: number;
  seed?: number | null;
  checkpoint?: string | null;
}
export interface NewGrid {
  kind: "grid";
  settings: Grid;
}
/**
 * days: until the link is too old; None for one that lasts until it is revoked. canvas: of the project;
 * the link leads there.
 */
export interface NewInvitationLink {
  role: "viewer" | "commenter" | "curator" | "editor" | "owner";
  canvas?: string | null;
  days?: number | null;
}
/**
 * An invitation link, and to whom it is sent.
 */
export interface NewInvitationMail {
  role: "viewer" | "commenter" | "curator" | "editor" | "owner";
  canvas?: string | null;
  days?: number | null;
  address: string;
}
/**
 * skill: how well one knows such pieces, 1 to 5, by one's own word.
 */
export interface NewListener {
  skill: number;
}
/**
 * days: until the link is too old; None for one that lasts until it is revoked.
 */
export interface NewListeningLink {
  days?: number | null;
}
/**
 * takes: of the model, all of one kind. real: canvases of the project that people wrote. held_out: so
 * many pieces of people that come with the kind, such as Bach's chorales. rules: None for the usual ones.
 */
export interface NewListeningTest {
  name: string;
  takes: string[];
  real?: string[];
  held_out?: number;
  rules?: ListeningRules | null;
}
/**
 * At a candidate of a generation at a step, at a take, or (none of them) at the canvas as it is.
 */
export interface NewLook {
  question: "doubt" | "alternatives" | "grade";
  cells?: number[];
  generation?: string | null;
  candidate?: number | null;
  step?: number | null;
  take?: string | null;
}
export interface NewMember {
  name: string;
  role: "viewer" | "commenter" | "curator" | "editor" | "owner";
}
export interface NewPair {
  kind: "pair";
  settings: Pair;
}
/**
 * The canvas as it is, and with the states of two places (cells by column id and row) swapped.
 */
export interface Pair {
  settings?: {
    [k: string]: unknown;
  };
  first: [string, number][];
  second: [string, number][];
  num_candidates?: number;
  seed?: number | null;
}
export interface NewPasskey {
  credential: {
    [k: string]: unknown;
  };
  name: string;
}
export interface NewPassword {
  old_password: string;
  new_password: string;
}
/**
 * days: until the link is too old; None for one that lasts until it is revoked.
 */
export interface NewPracticeLink {
  days?: number | null;
}
/**
 * rules: None for the usual ones.
 */
export interface NewRanking {
  name: string;
  takes: string[];
  rules?: RankingRules | null;
}
/**
 * A request for files of the canvas, of a take of it, or of a candidate at a step (the newest when None).
 *
 * options: what the kind can render, such as `{"files": ["score", "tenor"], "sound": "mp3"}`.
 * has_sidecars: with a signed statement of who made it beside each file.
 */
export interface NewRendering {
  options: {
    [k: string]: unknown;
  };
  generation?: string | null;
  candidate?: number;
  step?: number | null;
  take?: string | null;
  has_sidecars?: boolean;
}
export interface NewRepair {
  num_variants?: number;
  wider?: number;
  candidate: number;
  step: number;
}
/**
 * days: until the link is too old; None for one that lasts until it is revoked.
 */
export interface NewReplayLink {
  days?: number | null;
}
export interface NewRole {
  role: "viewer" | "commenter" | "curator" | "editor" | "owner";
}
/**
 * columns: first and last column of each span that comes from the first take. seam: columns that are
 * recomposed on each side of a border.
 */
export interface NewSplice {
  num_variants?: number;
  first_take: string;
  second_take: string;
  columns: [number, number][];
  seam?: number | null;
}
export interface NewTake {
  candidate: number;
  step: number;
  name?: string | null;
  note?: "kept" | "placed";
}
/**
 * seq: the moment that gets the name; None for the newest.
 */
export interface NewVersion {
  name: string;
  seq?: number | null;
}
/**
 * address: https, or http of a host that the operator allows.
 */
export interface NewWebhook {
  address: string;
  events: (
    | "generation.ended"
    | "job.ended"
    | "take.kept"
    | "take.changed"
    | "comment.written"
    | "comment.changed"
    | "ranking.opened"
    | "campaign.answered"
    | "campaign.finished"
    | "campaign.decided"
  )[];
}
/**
 * after: the item that was in view, so that one can be passed; None for the first that is open.
 */
export interface NextTask {
  after?: string | null;
}
/**
 * One's own rating of a take: stars, and whether one picks or rejects it. What is left out stays as it
 * is; None takes it away.
 */
export interface OwnRating {
  stars?: number | null;
  flag?: ("pick" | "reject") | null;
}
/**
 * heard: what was heard of each side; None where there is nothing to hear, or nobody counted.
 */
export interface OwnVote {
  outcome: "left" | "right" | "tie" | "both_bad";
  heard?: Heard | null;
}
/**
 * password: typed once more, "" where the account has none.
 */
export interface Owner {
  password?: string;
}
export interface Passkey {
  id: number;
  name: string;
  made_at: string;
  used_at: string | null;
}
/**
 * As `navigator.credentials` takes them from JSON.
 */
export interface PasskeyOptions {
  options: {
    [k: string]: unknown;
  };
}
export interface Ping {
  type: "ping";
}
/**
 * What a practice link shows: the content of a canvas as it is now, without the names of people.
 */
export interface Practice {
  kind: string;
  content: {
    [k: string]: unknown;
  };
}
/**
 * A link to practise one canvas without an account; `url` is sent only when it is made.
 */
export interface PracticeLink {
  id: string;
  url: string;
  created_by: Person | null;
  created_at: string;
  expires_at: string | null;
}
/**
 * One vote of a blind duel as a pair to train on: a row of a ranking's preferences.
 *
 * outcome: of a tie, or where both were bad, `chosen` is only the one that stood on the left. prompt: what
 * the chosen take was composed from; rejected_prompt: of the other, null where it is the same. is_blind:
 * whether the vote came before the ranking was opened. counts: whether the vote is part of the order; one
 * without listening is not. judge: the same name for the same person in one ranking, and no more.
 */
export interface PreferencePair {
  format: "sunmask-preference";
  version: 3;
  ranking: string;
  duel: string;
  kind: string;
  outcome: "chosen" | "tie" | "both_bad";
  chosen_side: "left" | "right";
  prompt: Prompt;
  rejected_prompt: Prompt | null;
  chosen: PreferredTake;
  rejected: PreferredTake;
  judge: string;
  is_blind: boolean;
  counts: boolean;
  shown_at: string;
  voted_at: string;
}
/**
 * The prompt of a take: the cells that were held, the painted states, the settings.
 *
 * symbols: rows by columns, null where nothing was held. states: 0 unmasked, 1 masked, 2 renoisable; pins:
 * whether the value may not change. settings: of its kind of canvas. meta: of the canvas, such as the metre
 * of a chorale. marks: of cells, such as chords that were asked for: [[row, column, mark], ...].
 */
export interface Prompt {
  symbols: (number | string | null)[][];
  states: number[][];
  pins: boolean[][];
  settings: string;
  meta: string;
  marks: string;
}
/**
 * One take of a pair. content: the codec's, for a chorale kind, meta, symbols, fermatas, lyrics.
 */
export interface PreferredTake {
  take: string;
  symbols: (number | string)[][];
  content: string;
  checkpoint: string;
  checkpoint_sha256: string;
  seed: number;
  candidate: number;
  step: number;
  grade: number | null;
  features: string | null;
  heard: HeardSide | null;
}
/**
 * Everybody here when `is_whole`, otherwise only what changed.
 */
export interface Presence {
  type: "presence";
  people: PresenceState[];
  gone: string[];
  is_whole: boolean;
}
/**
 * Where one person's attention is; not stored.
 */
export interface PresenceState {
  connection: string;
  person: Person;
  canvas: string | null;
  stage: string | null;
  cursor: [string, number] | null;
  selection: [string, string, number, number][];
}
export interface Project {
  id: string;
  name: string;
  role: "viewer" | "commenter" | "curator" | "editor" | "owner";
  updated_at: string;
  num_canvases: number;
  newest: CanvasInShort[];
  is_in_bin: boolean;
}
/**
 * A project and all in it at number `seq` of its stream; events after `seq` bring it up to date.
 */
export interface ProjectSnapshot {
  project: Project;
  members: Member[];
  canvases: Canvas[];
  seq: number;
}
/**
 * Whether files that leave a project say who made which share of them, signed by the studio.
 */
export interface Provenance {
  signs_files: boolean;
}
export interface ProvenanceChange {
  signs_files: boolean;
}
/**
 * Somebody else who says who a person is. name: on its button.
 */
export interface Provider {
  id: string;
  name: string;
}
/**
 * A piece to hear or read, whoever made it. number: from 1.
 */
export interface Question {
  id: string;
  number: number;
  piece: ContentInView;
}
/**
 * What is None stays. Takes and rules stay as they are once the first pair is shown.
 */
export interface RankingChange {
  name?: string | null;
  takes?: string[] | null;
  rules?: RankingRules | null;
}
/**
 * A take as a row to train on, with what people think of it.
 */
export interface RatedTake {
  format: "sunmask-take";
  version: 1;
  take: string;
  canvas: string;
  kind: string;
  prompt: Prompt;
  symbols: (number | string)[][];
  content: string;
  checkpoint: string;
  checkpoint_sha256: string;
  seed: number;
  candidate: number;
  step: number;
  grade: number | null;
  is_starred: boolean;
  tags: string[];
  ratings: RaterOfTake[];
  kept_at: string;
}
/**
 * What one person thinks of a take. rater: the same name for the same person in one file, and no more.
 *
 * saw_others: whether others' ratings were in view by then; null where nobody noted it.
 */
export interface RaterOfTake {
  rater: string;
  stars: number | null;
  flag: ("pick" | "reject") | null;
  rated_at: string | null;
  saw_others: boolean | null;
}
/**
 * A canvas of any of the person's projects. people: others who have it open now.
 */
export interface RecentCanvas {
  canvas: Canvas;
  project_name: string;
  people: Person[];
}
/**
 * A message that was not understood or not allowed.
 *
 * stream: the one that is not followed, where one is. code `other_past`: its events up to the seq that was
 * sent are not those that this browser has seen; follow it anew. `not_found`: it is not there (any more).
 */
export interface Refused {
  type: "refused";
  code: string;
  message: string;
  stream: string | null;
}
/**
 * wider: seams of the kind (a beat, three words) that are recomposed on each side of the faults.
 */
export interface Repair {
  num_variants?: number;
  wider?: number;
}
/**
 * The content of a replay link: a generation without names, and what it began from.
 */
export interface Replay {
  kind: string;
  generation: Generation;
  frozen: Frozen;
  num_steps: number;
}
/**
 * A link to watch one generation without an account; `url` is sent only when it is made.
 */
export interface ReplayLink {
  id: string;
  url: string;
  created_by: Person | null;
  created_at: string;
  expires_at: string | null;
}
/**
 * Follow streams, each from the seq already seen (0 for none).
 */
export interface Resume {
  type: "resume";
  streams: {
    [k: string]: number;
  };
  marks?: {
    [k: string]: string;
  };
}
/**
 * Everything up to `seq` has been sent; what follows is live.
 */
export interface Resumed {
  type: "resumed";
  stream: string;
  seq: number;
  mark: string;
}
/**
 * num_removed: people who joined with the link and are no longer members.
 */
export interface Revoked {
  num_removed: number;
}
export interface RoleChanged {
  type: "role";
  role: "viewer" | "commenter" | "curator" | "editor" | "owner";
}
/**
 * A score as a browser shows it, with edits that are not stored yet.
 *
 * marks: (row, column, mark of the cell), as the shared document has it. width, height: of a page, in
 * staff spaces; without a height the score is one page as long as it is. view: as the kind shows scores; for
 * a chorale open, closed, reduction, or a voice's name for that voice alone. line_starts: the columns with
 * which lines began in the last score of this width, so that they stay while the music fits them.
 * first_lines: of a long score only the lines that fit a view; the pages of the others are empty.
 */
export interface ScoreInView {
  symbols: (number | string)[][];
  meta?: {
    [k: string]: unknown;
  };
  marks?: [
    number,
    number,
    {
      [k: string]: unknown;
    }
  ][];
  width: number;
  height?: number | null;
  view?: string | null;
  line_starts?: number[];
  first_lines?: number | null;
}
/**
 * What somebody confirms by that it is them. recovery_codes: only where they have just been made.
 */
export interface SecondSteps {
  has_password: boolean;
  has_app: boolean;
  passkeys: Passkey[];
  num_recovery_codes: number;
  recovery_codes: string[];
}
export interface SendDocumentUpdate {
  type: "document.update";
  canvas: string;
  epoch: number;
  client_message_id: string;
  update: string;
}
export interface SendPresence {
  type: "presence";
  canvas?: string | null;
  stage?: string | null;
  cursor?: [string, number] | null;
  selection?: [string, string, number, number][];
}
/**
 * A browser in which a person is signed in. browser: "Firefox on Linux". network: an address without its
 * end, "" for an unknown one. is_this: the one that asks.
 */
export interface Session {
  id: number;
  browser: string;
  network: string;
  began_at: string;
  seen_at: string;
  is_this: boolean;
}
/**
 * Whether the votes of a judge do not count.
 */
export interface SetAside {
  judge: string;
  is_set_aside: boolean;
}
/**
 * credential: the JSON of what the browser answered.
 */
export interface ShownPasskey {
  credential: {
    [k: string]: unknown;
  };
}
export interface SignedOut {
  is_signed_out: true;
}
/**
 * Changes by others on a canvas since the person's last visit, whose last number was `seq`.
 */
export interface Since {
  seq: number;
  at: string;
  edits: Edits[];
  num_comments: number;
  num_mentions: number;
  num_takes: number;
  num_generations: number;
}
/**
 * seconds_per_step: of one candidate with up to `window` columns, None where nothing was measured yet.
 */
export interface Speed {
  seconds_per_step: number | null;
  window: number;
}
/**
 * The target of a start: a canvas, at a generation where one began; a ranking; or a project alone.
 */
export interface Started {
  project: string;
  canvas: string | null;
  generation: string | null;
  ranking: string | null;
}
/**
 * What a person preferred in the middle of a run, by an act on some cells of a candidate.
 *
 * step: the last one before the act; `grid` is the candidate then (rows by columns), `states` and `pins`
 * what was painted. cells: flat numbers, row by row. what: `change`: the person wrote other symbols; `hold`:
 * from then on the cells stay; `free`: they no longer do; `undo`: an earlier act on the same cells was taken
 * back, whose row says is_undone. chosen, rejected: the symbols of these cells that were wanted and not
 * wanted, null where nothing says so. person: the same name for the same person in one file, and no more.
 */
export interface StepPreference {
  format: "sunmask-step-preference";
  version: 1;
  generation: string;
  canvas: string;
  kind: string;
  act: number;
  candidate: number;
  step: number;
  what: "change" | "hold" | "free" | "undo";
  is_undone: boolean;
  cells: number[];
  chosen: (number | string)[] | null;
  rejected: (number | string)[] | null;
  grid: (number | string)[][];
  states: number[][];
  pins: boolean[][];
  settings: string;
  checkpoint: string;
  checkpoint_sha256: string;
  seed: number;
  person: string;
  acted_at: string;
}
/**
 * How a generation ends.
 */
export interface Stop {
  candidate?: number;
  after_step?: boolean;
}
/**
 * after_this: after the generation that runs, otherwise at once.
 */
export interface StopJob {
  after_this?: boolean;
}
/**
 * Bytes that a project uses on the server, and how many it may use.
 */
export interface Storage {
  num_bytes: number;
  most_bytes: number;
}
export interface TakeChange {
  name?: string | null;
  is_starred?: boolean | null;
  position?: number | null;
  remarks?: string | null;
  tags?: string[] | null;
}
/**
 * Takes by their ids, and how many there are in all.
 */
export interface TakeIds {
  takes: string[];
  total: number;
}
export interface TakeIdsQuery {
  canvas?: string | null;
  ranking?: string | null;
  among?: string[];
  around?: string[];
  mine?: ("none" | "stars" | "pick" | "reject") | null;
  search?: string;
  rating_min?: number | null;
  rating_max?: number | null;
  grade_min?: number | null;
  grade_max?: number | null;
  feature?: string | null;
  feature_max?: number | null;
  setting?: string | null;
  setting_min?: number | null;
  setting_max?: number | null;
  author?: string | null;
  model?: string | null;
  key?: string | null;
  tag?: string | null;
  since?: string | null;
  until?: string | null;
  starred?: boolean | null;
  binned?: boolean | null;
  sort?:
    | "grade"
    | "-grade"
    | "rating"
    | "-rating"
    | "created"
    | "-created"
    | "name"
    | "-name"
    | "position"
    | "-position"
    | "canvas"
    | "-canvas"
    | "author"
    | "-author";
  offset?: number;
  limit?: number;
}
/**
 * Takes from `offset` on, and how many there are in all.
 */
export interface TakePage {
  takes: Take[];
  offset: number;
  total: number;
}
/**
 * Which takes of a project, in which order ("-" before the name for falling; those without it last).
 *
 * among: only these, where any are named, in the bin or not unless `binned` is said. mine: what one thinks
 * of them oneself ("none": nothing yet). around: the page with the first of these that is found comes,
 * whatever `offset` says. key, model: as `key` of its figures and the checkpoint's name say. feature,
 * feature_max: a part of the grade. setting, setting_min, setting_max: a setting with which the generation
 * began, as a number. search: words in name, remarks, tags, author and canvas.
 */
export interface TakeQuery {
  canvas?: string | null;
  ranking?: string | null;
  among?: string[];
  around?: string[];
  mine?: ("none" | "stars" | "pick" | "reject") | null;
  search?: string;
  rating_min?: number | null;
  rating_max?: number | null;
  grade_min?: number | null;
  grade_max?: number | null;
  feature?: string | null;
  feature_max?: number | null;
  setting?: string | null;
  setting_min?: number | null;
  setting_max?: number | null;
  author?: string | null;
  model?: string | null;
  key?: string | null;
  tag?: string | null;
  since?: string | null;
  until?: string | null;
  starred?: boolean | null;
  binned?: boolean | null;
  sort?:
    | "grade"
    | "-grade"
    | "rating"
    | "-rating"
    | "created"
    | "-created"
    | "name"
    | "-name"
    | "position"
    | "-position"
    | "canvas"
    | "-canvas"
    | "author"
    | "-author";
  offset?: number;
  limit?: number;
}
/**
 * The settings that made a take.
 *
 * settings: in force when its step was made, of those that its kind of canvas has. acts: those that it was
 * made with. authorship: shares of all cells that are human, model, edited, or held as they were brought in.
 * lineage: what it comes from.
 */
export interface TakeSettings {
  take: string;
  generation: Generation;
  candidate: number;
  step: number;
  settings: {
    [k: string]: unknown;
  };
  seed: number;
  checkpoint: string;
  checkpoint_sha256: string;
  ran_on: {
    [k: string]: unknown;
  };
  acts: Act[];
  authorship: {
    [k: string]: number;
  };
  lineage: Lineage;
}
/**
 * Words by which the takes of a project can be filtered, each list in alphabetical order.
 */
export interface TakeWords {
  authors: string[];
  models: string[];
  keys: string[];
  tags: string[];
  features: string[];
  settings: string[];
}
/**
 * A change of many takes. id: what takes it back.
 */
export interface TakesChanged {
  id: string;
  num_takes: number;
}
/**
 * What the votes of a ranking prefer among the parts of the grade: the file that `learn-preferences`
 * writes.
 *
 * side, length: what the left side and twice the length added to a win; both are taken out. num_votes: those
 * that decided. accuracy: on votes on takes of which the fit knew none; of_grade: of the grade alone on the
 * same votes; better_by: their difference. learned_from: ranking, its name, a hash of its votes.
 */
export interface Taste {
  format: "sunmask-taste";
  version: 1;
  kind: string;
  weights: TasteWeight[];
  side: number;
  length: number | null;
  num_votes: number;
  num_ties: number;
  num_takes: number;
  accuracy: Accuracy;
  of_grade: Accuracy;
  better_by: Accuracy;
  learned_from: {
    [k: string]: string;
  };
}
/**
 * What a spread more of one part of the grade adds to the logit of winning; middle and spread are those
 * of the takes that were judged.
 */
export interface TasteWeight {
  feature: string;
  middle: number;
  spread: number;
  weight: number;
}
/**
 * An open ranking of a canvas's project and kind whose votes teach something: Best of can sort by what
 * they prefer. num_votes: those that decided. accuracy: of votes on new takes.
 */
export interface TaughtBy {
  ranking: string;
  name: string;
  num_votes: number;
  accuracy: Accuracy;
}
/**
 * How rows to train on leave. file: JSON lines, Parquet, or a zip of both with schema, data card and
 * Croissant metadata. view: all that is known, or what trainers take as it is: `pairs` (prompt, chosen,
 * rejected as texts) and `labels` (prompt, completion, label). ties: whether pairs without a winner stay,
 * with their outcome.
 */
export interface TrainingQuery {
  file?: "jsonl" | "parquet" | "zip";
  view?: "full" | "pairs" | "labels";
  ties?: "drop" | "keep";
}
export interface Unfollow {
  type: "unfollow";
  streams: string[];
}
export interface Variants {
  num_variants?: number;
}
export interface VersionChange {
  name: string;
}
/**
 * The document of a version, a Yjs update in base64.
 */
export interface VersionContent {
  update: string;
}
/**
 * since: None at the first visit, and where nothing happened.
 */
export interface Visited {
  since: Since | null;
}
/**
 * How people sign in here. is_local: by name and password, and by passkey. is_open: anybody can make an
 * account. has_mail: a link for a new password can be sent.
 */
export interface WaysIn {
  is_local: boolean;
  has_mail: boolean;
  is_open: boolean;
  providers: Provider[];
}
/**
 * secret: of the signatures (`whsec_...`), sent only when it is made. failing_since: of the next event,
 * while its receiver does not take it. note: why the studio switched it off.
 */
export interface Webhook {
  id: string;
  address: string;
  secret: string;
  events: (
    | "generation.ended"
    | "job.ended"
    | "take.kept"
    | "take.changed"
    | "comment.written"
    | "comment.changed"
    | "ranking.opened"
    | "campaign.answered"
    | "campaign.finished"
    | "campaign.decided"
  )[];
  created_by: Person | null;
  created_at: string;
  is_enabled: boolean;
  failing_since: string | null;
  next_try_at: string | null;
  note: string;
}
/**
 * Switch it off or on; switched on, it goes on where it ended.
 */
export interface WebhookChange {
  is_enabled: boolean;
}
export interface Welcome {
  type: "welcome";
  protocol: number;
  connection: string;
  person: Person;
  role: "viewer" | "commenter" | "curator" | "editor" | "owner";
}

export type Role = Member["role"];
export type GenerationState = Generation["state"];
export type CellSymbol = Take["symbols"][number];

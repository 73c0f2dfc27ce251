/** The HTTP calls of curating: takes, ratings, rankings by duels, lineage, archives, practice and replay links. */

import { apiAddress } from "./addresses";
import { type Sent, send, upload } from "./api";
import type {
  ArchiveImported,
  Campaign,
  CampaignChange,
  CampaignItem,
  CampaignResults,
  CampaignTask,
  Duel,
  Engraving,
  Frame,
  Generation,
  GroupStandings,
  Judges,
  LineagePage,
  Listening,
  ListeningLink,
  ListeningTest,
  ManyTakesChange,
  NewAnswer,
  NewAnswers,
  NewCampaign,
  NewDecision,
  NewListeningTest,
  OwnRating,
  OwnVote,
  Practice,
  PracticeLink,
  Project,
  Question,
  Ranking,
  RankingChange,
  Replay,
  ReplayLink,
  ScoreInView,
  Take,
  TakeChange,
  TakeIds,
  TakePage,
  TakeSettings,
  TakesChanged,
  TakeWords,
  Taste,
  TaughtBy,
} from "./protocol";

export const curation = {
  practiceLinks: (canvas: string) =>
    send<PracticeLink[]>("GET", `/canvases/${canvas}/practice-links`),
  newPracticeLink: (canvas: string, days: number | null) =>
    send<PracticeLink>("POST", `/canvases/${canvas}/practice-links`, { body: { days } }),
  revokePracticeLink: (canvas: string, link: string) =>
    send<void>("DELETE", `/canvases/${canvas}/practice-links/${link}`),
  /** What a practice link shows, and one of its voices as a line of music. */
  practice: (token: string) => send<Practice>("GET", `/practice/${encodeURIComponent(token)}`),
  practicePart: (token: string, view: string) =>
    send<Engraving>("GET", `/practice/${encodeURIComponent(token)}/part?view=${view}`),

  takes: (project: string, query: URLSearchParams, signal?: AbortSignal) =>
    send<TakePage>("GET", `/projects/${project}/takes?${query}`, { signal }),
  /** What the takes of a project can be filtered by. */
  takeWords: (project: string) => send<TakeWords>("GET", `/projects/${project}/takes/words`),
  changeTake: (take: string, change: TakeChange) =>
    send<Take>("PATCH", `/takes/${take}`, { body: change }),
  takeIds: (project: string, query: URLSearchParams) =>
    send<TakeIds>("GET", `/projects/${project}/takes/ids?${query}`),
  /** One's own rating; null takes it away, and what is left out stays. */
  rate: (take: string, rating: OwnRating) =>
    send<Take>("PUT", `/takes/${take}/rating`, { body: rating }),
  /** The same for many: all of them or none. */
  changeTakes: (project: string, change: ManyTakesChange) =>
    send<TakesChanged>("POST", `/projects/${project}/takes/changes`, { body: change }),
  undoChange: (change: string) => send<TakesChanged>("POST", `/takes-changes/${change}/undo`),
  takeSettings: (take: string) => send<TakeSettings>("GET", `/takes/${take}/settings`),

  rankings: (project: string) => send<Ranking[]>("GET", `/projects/${project}/rankings`),
  newRanking: (project: string, name: string, takes: string[]) =>
    send<Ranking>("POST", `/projects/${project}/rankings`, { body: { name, takes } }),
  ranking: (id: string) => send<Ranking>("GET", `/rankings/${id}`),
  changeRanking: (id: string, change: RankingChange) =>
    send<Ranking>("PATCH", `/rankings/${id}`, { body: change }),
  binRanking: (id: string) => send<Ranking>("POST", `/rankings/${id}/bin`),
  restoreRanking: (id: string) => send<Ranking>("POST", `/rankings/${id}/restore`),
  nextDuel: (ranking: string) => send<Duel>("POST", `/rankings/${ranking}/duels`),
  addToRanking: (id: string, takes: string[]) =>
    send<Ranking>("POST", `/rankings/${id}/takes`, { body: { takes } }),
  groups: (id: string, by: string) =>
    send<GroupStandings>("GET", `/rankings/${id}/groups?by=${encodeURIComponent(by)}`),
  listeningTests: (project: string) =>
    send<ListeningTest[]>("GET", `/projects/${project}/listening-tests`),
  newListeningTest: (project: string, test: Sent<NewListeningTest>) =>
    send<ListeningTest>("POST", `/projects/${project}/listening-tests`, { body: test }),
  listeningTest: (id: string) => send<ListeningTest>("GET", `/listening-tests/${id}`),
  endListeningTest: (id: string) => send<ListeningTest>("POST", `/listening-tests/${id}/end`),
  binListeningTest: (id: string) => send<ListeningTest>("POST", `/listening-tests/${id}/bin`),
  restoreListeningTest: (id: string) =>
    send<ListeningTest>("POST", `/listening-tests/${id}/restore`),
  listeningLinks: (id: string) => send<ListeningLink[]>("GET", `/listening-tests/${id}/links`),
  newListeningLink: (id: string, days: number | null) =>
    send<ListeningLink>("POST", `/listening-tests/${id}/links`, { body: { days } }),
  revokeListeningLink: (id: string, link: string) =>
    send<void>("DELETE", `/listening-tests/${id}/links/${link}`),
  /** A listening test as its link shows it, without an account. */
  listened: (token: string) => send<Listening>("GET", `/listen/${encodeURIComponent(token)}`),
  beginListening: (token: string, skill: number) =>
    send<Listening>("POST", `/listen/${encodeURIComponent(token)}/begin`, { body: { skill } }),
  nextQuestion: (token: string) =>
    send<Question>("POST", `/listen/${encodeURIComponent(token)}/questions`),
  answerQuestion: (token: string, question: string, answer: Sent<NewAnswer>) =>
    send<Listening>("POST", `/listen/${encodeURIComponent(token)}/questions/${question}`, {
      body: answer,
    }),

  campaigns: (project: string) => send<Campaign[]>("GET", `/projects/${project}/campaigns`),
  newCampaign: (project: string, campaign: Sent<NewCampaign>) =>
    send<Campaign>("POST", `/projects/${project}/campaigns`, { body: campaign }),
  campaign: (id: string) => send<Campaign>("GET", `/campaigns/${id}`),
  changeCampaign: (id: string, change: CampaignChange) =>
    send<Campaign>("PATCH", `/campaigns/${id}`, { body: change }),
  closeCampaign: (id: string) => send<Campaign>("POST", `/campaigns/${id}/close`),
  binCampaign: (id: string) => send<Campaign>("POST", `/campaigns/${id}/bin`),
  restoreCampaign: (id: string) => send<Campaign>("POST", `/campaigns/${id}/restore`),
  campaignResults: (id: string) => send<CampaignResults>("GET", `/campaigns/${id}/results`),
  setAsideInCampaign: (id: string, judge: number, isSetAside: boolean) =>
    send<CampaignResults>("POST", `/campaigns/${id}/set-aside`, {
      body: { judge, is_set_aside: isSetAside },
    }),
  campaignItem: (id: string) => send<CampaignItem>("GET", `/campaign-items/${id}`),
  decide: (item: string, decision: Sent<NewDecision>) =>
    send<CampaignItem>("PUT", `/campaign-items/${item}/decision`, { body: decision }),
  /** The next item of one's own queue, after the one in view. */
  nextTask: (campaign: string, after: string | null) =>
    send<CampaignTask>("POST", `/campaigns/${campaign}/tasks`, { body: { after } }),
  campaignTask: (id: string) => send<CampaignTask>("GET", `/campaign-tasks/${id}`),
  answerTask: (id: string, answers: Sent<NewAnswers>) =>
    send<CampaignTask>("PUT", `/campaign-tasks/${id}`, { body: answers }),
  engraveItem: (campaign: string, score: Sent<ScoreInView>) =>
    send<Engraving>("POST", `/campaigns/${campaign}/engravings`, { body: score }),

  /** The preferences that its votes teach; refused with a sentence where they are too few. */
  taste: (id: string) => send<Taste>("GET", `/rankings/${id}/taste`),
  /** The rankings by whose votes Best of can sort. */
  taughtBy: (canvas: string) => send<TaughtBy[]>("GET", `/canvases/${canvas}/tastes`),
  judges: (id: string) => send<Judges>("GET", `/rankings/${id}/judges`),
  setAside: (id: string, judge: string, isSetAside: boolean) =>
    send<Ranking>("POST", `/rankings/${id}/set-aside`, {
      body: { judge, is_set_aside: isSetAside },
    }),
  engraveSide: (id: string, score: Sent<ScoreInView>) =>
    send<Engraving>("POST", `/rankings/${id}/engravings`, { body: score }),
  openRanking: (id: string) => send<Ranking>("POST", `/rankings/${id}/open`),
  vote: (duel: string, outcome: OwnVote["outcome"], heard: OwnVote["heard"]) =>
    send<Duel>("POST", `/duels/${duel}/vote`, { body: { outcome, heard } }),
  undoVote: (ranking: string) => send<Duel>("POST", `/rankings/${ranking}/undo`),

  /** The newest moments, with all that `take` comes from; or those `before`, the `earlier` of another page. */
  lineage: (canvas: string, which: { before?: string; take?: string } = {}) =>
    send<LineagePage>("GET", `/canvases/${canvas}/lineage?${new URLSearchParams(which)}`),
  generation: (id: string) => send<Generation>("GET", `/generations/${id}`),
  frames: (generation: string, afterStep: number) =>
    send<Frame[]>("GET", `/generations/${generation}/frames?after_step=${afterStep}`),

  importArchive: (file: File, onProgress: (share: number) => void) =>
    upload<Project>("/archives", file, onProgress),
  /** All of an archive into a project that exists. */
  importArchiveInto: (project: string, file: File, onProgress: (share: number) => void) =>
    upload<ArchiveImported>(`/projects/${project}/archives`, file, onProgress),

  replayLinks: (generation: string) =>
    send<ReplayLink[]>("GET", `/generations/${generation}/replay-links`),
  newReplayLink: (generation: string, days: number | null) =>
    send<ReplayLink>("POST", `/generations/${generation}/replay-links`, { body: { days } }),
  revokeReplayLink: (generation: string, link: string) =>
    send<unknown>("DELETE", `/generations/${generation}/replay-links/${link}`),
  replay: (token: string) => send<Replay>("GET", `/replay/${token}`),
  replayFrames: (token: string, afterStep: number) =>
    send<Frame[]>("GET", `/replay/${token}/frames?after_step=${afterStep}`),
};

/** Where the zip of a project, or of some of its takes, is fetched from. */
export function archiveAddress(project: string, takes: readonly string[] = []): string {
  const query = new URLSearchParams(takes.map((take) => ["take", take]));
  return apiAddress(`/projects/${project}/archive${takes.length > 0 ? `?${query}` : ""}`);
}

/** Where the preference pairs of a ranking are fetched from. */
export const preferencesAddress = (ranking: string): string =>
  apiAddress(`/rankings/${ranking}/preferences`);

/** Where the answers of a campaign are fetched from, one a row. */
export const campaignAnswersAddress = (campaign: string, file: "jsonl" | "csv"): string =>
  apiAddress(`/campaigns/${campaign}/answers?file=${file}`);

/** Where the file is fetched from by which `python -m sunmask sample` can sort. */
export const tasteAddress = (ranking: string): string => apiAddress(`/rankings/${ranking}/taste`);

/** Where the record of an open ranking is fetched from, to check it elsewhere. */
export const recordAddress = (ranking: string): string => apiAddress(`/rankings/${ranking}/record`);

/** Where the takes that a query finds are fetched from as rows to train on. */
export const takesDataAddress = (project: string, query: URLSearchParams): string =>
  apiAddress(`/projects/${project}/takes/data?${query}`);

/** Where it is fetched from what people did in the middle of the runs of a canvas. */
export const stepsDataAddress = (canvas: string): string =>
  apiAddress(`/canvases/${canvas}/steps/data`);

/** Where it is said what a row to train on holds. */
export const schemaAddress = (name: string): string => apiAddress(`/schemas/${name}`);

/** Where the order of groups is fetched from as a table. */
export const groupsTableAddress = (ranking: string, by: string): string =>
  apiAddress(`/rankings/${ranking}/groups.csv?by=${encodeURIComponent(by)}`);

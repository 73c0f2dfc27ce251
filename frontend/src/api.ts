/**
 * The HTTP API, typed. A request that is refused or gets no answer throws an `ApiFailure`, whose message is one plain
 * sentence. A request that its caller aborts counts as unanswered; a successful answer that is not JSON becomes null.
 * A request that may safely arrive twice is sent again if it gets no answer, or a 502 or 503. Any request is sent again
 * if the studio still waits for a grade that it needs.
 */

import { apiAddress, CSRF_COOKIE } from "./addresses";
import type {
  Act,
  AuditPage,
  Canvas,
  CanvasSnapshot,
  CanvasState,
  Comment,
  Elsewhere,
  Ended,
  Engraving,
  Frozen,
  Generation,
  Grade,
  History,
  ImportedName,
  Invitation,
  InvitationLink,
  Job,
  Kind,
  Leaving,
  LinkedProvider,
  Look,
  Mail,
  Member,
  NewAct,
  NewApp,
  NewBranch,
  NewCanvas,
  NewComment,
  NewGeneration,
  NewInvitationLink,
  NewInvitationMail,
  NewJob,
  NewLook,
  NewMember,
  NewSplice,
  NewTake,
  Pace,
  PasskeyOptions,
  Person,
  Project,
  ProjectSnapshot,
  Provenance,
  RecentCanvas,
  Revoked,
  Role,
  ScoreInView,
  SecondSteps,
  Session,
  Speed,
  Started,
  Storage,
  Take,
  TakeChange,
  Version,
  VersionContent,
  Visited,
  WaysIn,
} from "./protocol";

/** What a person can begin from the first page. */
export type Start = "harmonise" | "steer" | "judge" | "own_music" | "own_text";

/** What a request sends, deeply read-only, so that rows of the document can be passed without a copy. */
export type Sent<T> = T extends object ? { readonly [Name in keyof T]: Sent<T[Name]> } : T;

/** A request that did not succeed; `message` can be shown as it is. */
export class ApiFailure extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    message: string,
    readonly retryAfterS: number | null = null,
  ) {
    super(message);
  }

  /** True if there was no answer at all, not a refusal. */
  get isUnreachable(): boolean {
    return this.status === 0;
  }
}

const UNREACHABLE = "The studio cannot be reached. Check the connection, then try again.";
const RETRY_DELAYS_MS = [300, 1000, 2500];

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

interface Options {
  body?: unknown;
  /** Identifies the request, so that sending it twice has one effect. */
  idempotencyKey?: string;
  signal?: AbortSignal;
  /** Finish sending the request even if the page is being closed. */
  isLeaving?: boolean;
}

export function csrfToken(): string {
  const named = new RegExp(`(?:^|;\\s*)${CSRF_COOKIE}=([^;]+)`);
  return named.exec(document.cookie)?.[1] ?? "";
}

/** A sentence for an answer that does not come from the studio itself, such as a proxy's page. */
export function sentenceForStatus(status: number): string {
  if (status === 401) return "You are signed out. Sign in to continue.";
  if (status === 403) return "Your role in this project does not allow that.";
  if (status === 404) return "This does not exist, or you do not have access to it.";
  if (status === 413) return "This is too large for the studio. Send something smaller.";
  if (status === 429) return "Too many requests in a short time. Wait a little, then try again.";
  if (status >= 500) return "The studio could not do this. Try again in a moment.";
  return `The studio refused this (${status}).`;
}

/** The failure that an answer describes, whatever its body is. */
export function failureFromBody(status: number, body: unknown): ApiFailure {
  if (typeof body === "object" && body !== null && "message" in body) {
    const { code, message, retry_after_s } = body as Record<string, unknown>;
    if (typeof message === "string" && message !== "") {
      const retryAfterS = typeof retry_after_s === "number" ? retry_after_s : null;
      return new ApiFailure(String(code ?? "refused"), status, message, retryAfterS);
    }
  }
  return new ApiFailure("refused", status, sentenceForStatus(status));
}

/** The sentence to show for whatever was thrown. */
export function sentence(failure: unknown): string {
  return failure instanceof ApiFailure
    ? failure.message
    : "Something unexpected happened. Reload the page.";
}

/** One request of the JSON API; throws `ApiFailure`. */
export async function send<T>(method: Method, path: string, options: Options = {}): Promise<T> {
  const mayRepeat = method !== "POST" || options.idempotencyKey !== undefined;
  for (let attempt = 0; ; attempt++) {
    try {
      return await sendOnce<T>(method, path, options);
    } catch (failure) {
      const delay = RETRY_DELAYS_MS[attempt];
      const isLost =
        failure instanceof ApiFailure &&
        (failure.status === 0 || failure.status === 502 || failure.status === 503);
      // A worker is still computing the grade that this needs; the studio has started nothing.
      const isTooEarly = failure instanceof ApiFailure && failure.code === "not_graded";
      const mayTryAgain = isTooEarly || (isLost && mayRepeat);
      if (!mayTryAgain || delay === undefined || options.signal?.aborted) throw failure;
      await new Promise((resolve) => setTimeout(resolve, delay));
    }
  }
}

async function sendOnce<T>(method: Method, path: string, options: Options): Promise<T> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (method !== "GET") headers["X-CSRFToken"] = csrfToken();
  if (options.body !== undefined) headers["Content-Type"] = "application/json";
  if (options.idempotencyKey !== undefined) headers["Idempotency-Key"] = options.idempotencyKey;
  let response: Response;
  try {
    response = await fetch(apiAddress(path), {
      method,
      headers,
      credentials: "same-origin",
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
      signal: options.signal,
      keepalive: options.isLeaving,
    });
  } catch {
    throw new ApiFailure("unreachable", 0, UNREACHABLE);
  }
  const body = await response.json().catch(() => null);
  if (!response.ok) throw failureFromBody(response.status, body);
  return body as T;
}

/** Send a file and report the progress (0 to 1); resolves with what the studio made of it. */
export function upload<T>(
  path: string,
  file: File,
  onProgress: (share: number) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append("file", file);
    request.open("POST", apiAddress(path));
    request.setRequestHeader("X-CSRFToken", csrfToken());
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onerror = () => reject(new ApiFailure("unreachable", 0, UNREACHABLE));
    request.onload = () => {
      let body: unknown = null;
      try {
        body = JSON.parse(request.responseText);
      } catch {
        // if the answer is not JSON, only its status is known
      }
      if (request.status >= 200 && request.status < 300) resolve(body as T);
      else reject(failureFromBody(request.status, body));
    };
    request.send(form);
  });
}

export const newKey = (): string => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;

export const api = {
  account: () => send<Person>("GET", "/account"),
  signUp: (name: string, password: string, invitation?: string) =>
    send<Person>("POST", "/account/sign-up", { body: { name, password, invitation } }),
  signIn: (name: string, password: string) =>
    send<Person>("POST", "/account/sign-in", { body: { name, password } }),
  waysIn: () => send<WaysIn>("GET", "/sign-in"),
  /** after: the page of the studio that is shown after signing in. */
  beginAtProvider: (id: string, after: string) =>
    send<Elsewhere>("POST", `/sign-in/providers/${id}`, { body: { after } }),
  confirm: (code: string) => send<Person>("POST", "/sign-in/code", { body: { code } }),
  passkeyOptions: () => send<PasskeyOptions>("POST", "/sign-in/passkey/options"),
  signInByPasskey: (credential: object) =>
    send<Person>("POST", "/sign-in/passkey", { body: { credential } }),
  /** Send a link for a new password, if an account has confirmed this address. */
  askForReset: (address: string) => send<unknown>("POST", "/sign-in/reset", { body: { address } }),
  signOut: () => send<unknown>("POST", "/account/sign-out"),
  changePassword: (old_password: string, new_password: string) =>
    send<unknown>("POST", "/account/password", { body: { old_password, new_password } }),
  mail: () => send<Mail>("GET", "/account/mail"),
  changeMail: (address: string, password: string) =>
    send<Mail>("PUT", "/account/mail", { body: { address, password } }),
  forgetMail: () => send<Mail>("DELETE", "/account/mail"),
  sessions: () => send<Session[]>("GET", "/account/sessions"),
  endSession: (id: number) => send<Ended>("DELETE", `/account/sessions/${id}`),
  endOtherSessions: () => send<Ended>("DELETE", "/account/sessions"),
  linkedProviders: () => send<LinkedProvider[]>("GET", "/account/providers"),
  linkProvider: (id: string) => send<Elsewhere>("POST", `/account/providers/${id}`),
  unlinkProvider: (id: string) => send<LinkedProvider>("DELETE", `/account/providers/${id}`),
  secondSteps: () => send<SecondSteps>("GET", "/account/second-steps"),
  beginApp: (password: string) =>
    send<NewApp>("POST", "/account/authenticator", { body: { password } }),
  finishApp: (code: string) =>
    send<SecondSteps>("PUT", "/account/authenticator", { body: { code } }),
  removeApp: (password: string) =>
    send<SecondSteps>("POST", "/account/authenticator/removal", { body: { password } }),
  newPasskeyOptions: (password: string) =>
    send<PasskeyOptions>("POST", "/account/passkeys/options", { body: { password } }),
  addPasskey: (name: string, credential: object) =>
    send<SecondSteps>("POST", "/account/passkeys", { body: { name, credential } }),
  removePasskey: (id: number, password: string) =>
    send<SecondSteps>("POST", `/account/passkeys/${id}/removal`, { body: { password } }),
  newRecoveryCodes: (password: string) =>
    send<SecondSteps>("POST", "/account/recovery-codes", { body: { password } }),
  /** What would happen if this account were deleted. */
  leaving: () => send<Leaving>("GET", "/account/leaving"),
  deleteAccount: (name: string, password: string) =>
    send<unknown>("POST", "/account/deletion", { body: { name, password } }),

  recent: (search: string) =>
    send<RecentCanvas[]>("GET", `/recent?search=${encodeURIComponent(search)}`),
  /** Begin something in a project of the signed-in person. */
  begin: (start: Start) => send<Started>("POST", `/starts/${start}`),

  projects: () => send<Project[]>("GET", "/projects"),
  newProject: (name: string) => send<Project>("POST", "/projects", { body: { name } }),
  renameProject: (id: string, name: string) =>
    send<Project>("PATCH", `/projects/${id}`, { body: { name } }),
  binProject: (id: string) => send<Project>("POST", `/projects/${id}/bin`),
  restoreProject: (id: string) => send<Project>("POST", `/projects/${id}/restore`),
  projectSnapshot: (id: string) => send<ProjectSnapshot>("GET", `/projects/${id}/snapshot`),

  addMember: (project: string, body: NewMember) =>
    send<Member>("POST", `/projects/${project}/members`, { body }),
  changeRole: (project: string, person: number, role: Role) =>
    send<Member>("PATCH", `/projects/${project}/members/${person}`, { body: { role } }),
  removeMember: (project: string, person: number) =>
    send<unknown>("DELETE", `/projects/${project}/members/${person}`),

  invitationLinks: (project: string) =>
    send<InvitationLink[]>("GET", `/projects/${project}/invitation-links`),
  newInvitationLink: (project: string, link: NewInvitationLink) =>
    send<InvitationLink>("POST", `/projects/${project}/invitation-links`, { body: link }),
  sendInvitation: (project: string, invitation: NewInvitationMail) =>
    send<unknown>("POST", `/projects/${project}/invitation-mails`, { body: invitation }),
  revokeInvitationLink: (project: string, link: string) =>
    send<Revoked>("DELETE", `/projects/${project}/invitation-links/${link}`),
  invitation: (token: string) => send<Invitation>("GET", `/invitations/${token}`),
  acceptInvitation: (token: string) => send<Project>("POST", `/invitations/${token}`),

  importedName: (project: string) =>
    send<ImportedName>("GET", `/projects/${project}/imported-name`),
  claimImportedName: (project: string) =>
    send<ImportedName>("POST", `/projects/${project}/imported-name`),
  /** A page of the audit log, newest entries first; with `before`, only entries older than that one. */
  audit: (project: string, before?: number) =>
    send<AuditPage>("GET", `/projects/${project}/audit${before ? `?before=${before}` : ""}`),
  storage: (project: string) => send<Storage>("GET", `/projects/${project}/storage`),
  provenance: (project: string) => send<Provenance>("GET", `/projects/${project}/provenance`),
  setProvenance: (project: string, signs_files: boolean) =>
    send<Provenance>("PUT", `/projects/${project}/provenance`, { body: { signs_files } }),
  kinds: () => send<Kind[]>("GET", "/kinds"),
  /** How long a step takes in this studio; checkpoint null: with the kind's default one. */
  speed: (kind: string, checkpoint: string | null) =>
    send<Speed>(
      "GET",
      `/kinds/${kind}/speed${checkpoint === null ? "" : `?checkpoint=${encodeURIComponent(checkpoint)}`}`,
    ),
  newCanvas: (project: string, body: NewCanvas) =>
    send<Canvas>("POST", `/projects/${project}/canvases`, { body }),
  importFile: (project: string, file: File, onProgress: (share: number) => void) =>
    upload<Canvas>(`/projects/${project}/imports`, file, onProgress),
  renameCanvas: (id: string, name: string) =>
    send<Canvas>("PATCH", `/canvases/${id}`, { body: { name } }),
  duplicateCanvas: (id: string) => send<Canvas>("POST", `/canvases/${id}/duplicate`),
  binCanvas: (id: string) => send<Canvas>("POST", `/canvases/${id}/bin`),
  restoreCanvas: (id: string) => send<Canvas>("POST", `/canvases/${id}/restore`),
  canvasSnapshot: (id: string) => send<CanvasSnapshot>("GET", `/canvases/${id}/snapshot`),
  /** A page of the generations that the snapshot leaves out: those numbered below `before`. */
  olderGenerations: (canvas: string, before: number) =>
    send<Generation[]>("GET", `/canvases/${canvas}/generations?before=${before}`),
  /** A page of the comments that the snapshot leaves out: those older than the newest `offset`. */
  olderComments: (canvas: string, offset: number) =>
    send<Comment[]>("GET", `/canvases/${canvas}/comments?offset=${offset}`),
  comment: (canvas: string, body: NewComment, idempotencyKey: string) =>
    send<Comment>("POST", `/canvases/${canvas}/comments`, { body, idempotencyKey }),
  resolveComment: (id: string, is_resolved: boolean) =>
    send<Comment>("PATCH", `/comments/${id}`, { body: { is_resolved } }),
  editComment: (id: string, text: string) =>
    send<Comment>("PATCH", `/comments/${id}`, { body: { text } }),
  deleteComment: (id: string) => send<unknown>("DELETE", `/comments/${id}`),

  /** The newest page of the canvas's edits; with `until`, the `seq` of a page, the page before that one. */
  history: (canvas: string, until: number | null) =>
    send<History>("GET", `/canvases/${canvas}/history${until === null ? "" : `?until=${until}`}`),
  /** seq null: the newest moment. */
  newVersion: (canvas: string, name: string, seq: number | null) =>
    send<Version>("POST", `/canvases/${canvas}/versions`, { body: { name, seq } }),
  versionContent: (id: string) => send<VersionContent>("GET", `/versions/${id}`),
  renameVersion: (id: string, name: string) =>
    send<Version>("PATCH", `/versions/${id}`, { body: { name } }),
  deleteVersion: (id: string) => send<unknown>("DELETE", `/versions/${id}`),
  /** Report that this person arrives or leaves; returns what others have done since the last visit. */
  visit: (canvas: string, isLeaving = false) =>
    send<Visited>("POST", `/canvases/${canvas}/visits`, { isLeaving }),

  /** The score as pages of SVG. */
  engrave: (canvas: string, score: Sent<ScoreInView>) =>
    send<Engraving>("POST", `/canvases/${canvas}/engravings`, { body: score }),
  canvasState: (id: string) => send<CanvasState>("GET", `/canvases/${id}/state`),

  startGeneration: (canvas: string, body: Sent<NewGeneration>, idempotencyKey: string) =>
    send<Generation>("POST", `/canvases/${canvas}/generations`, { body, idempotencyKey }),
  branch: (generation: string, body: Sent<NewBranch>, idempotencyKey: string) =>
    send<Generation>("POST", `/generations/${generation}/branch`, { body, idempotencyKey }),
  pause: (id: string) => send<Generation>("POST", `/generations/${id}/pause`),
  resume: (id: string) => send<Generation>("POST", `/generations/${id}/resume`),
  /** End the generation; the last step of this candidate is kept as a take. */
  stop: (id: string, candidate: number, isAfterStep: boolean) =>
    send<Generation>("POST", `/generations/${id}/stop`, {
      body: { candidate, after_step: isAfterStep },
    }),
  frozen: (id: string) => send<Frozen>("GET", `/generations/${id}/frozen`),
  step: (id: string) => send<Generation>("POST", `/generations/${id}/step`),
  changePace: (id: string, pace: Pace) =>
    send<Generation>("POST", `/generations/${id}/pace`, { body: pace }),

  acts: (generation: string) => send<Act[]>("GET", `/generations/${generation}/acts`),
  act: (generation: string, body: Sent<NewAct>) =>
    send<Act>("POST", `/generations/${generation}/acts`, { body }),
  reproduce: (generation: string) =>
    send<Generation>("POST", `/generations/${generation}/reproduce`),
  grades: (generation: string) => send<Grade[]>("GET", `/generations/${generation}/grades`),

  look: (canvas: string, body: Sent<NewLook>) =>
    send<Look>("POST", `/canvases/${canvas}/looks`, { body }),
  readLook: (id: string) => send<Look>("GET", `/looks/${id}`),

  startJob: (canvas: string, body: Sent<NewJob>, idempotencyKey: string) =>
    send<Job>("POST", `/canvases/${canvas}/jobs`, { body, idempotencyKey }),
  job: (id: string) => send<Job>("GET", `/jobs/${id}`),
  /** isAfterThis: let what is being composed now finish first. */
  stopJob: (id: string, isAfterThis: boolean) =>
    send<Job>("POST", `/jobs/${id}/stop`, { body: { after_this: isAfterThis } }),

  /** wider: how far to recompose on each side of the faults, in beats; in texts a unit is three words. */
  repairTake: (take: string, num_variants: number, wider = 0) =>
    send<Generation>("POST", `/takes/${take}/repair`, { body: { num_variants, wider } }),
  repairCandidate: (generation: string, candidate: number, step: number, num_variants: number) =>
    send<Generation>("POST", `/generations/${generation}/repair`, {
      body: { candidate, step, num_variants },
    }),
  splice: (canvas: string, body: Sent<NewSplice>) =>
    send<Generation>("POST", `/canvases/${canvas}/splices`, { body }),

  keepTake: (generation: string, body: NewTake) =>
    send<Take>("POST", `/generations/${generation}/takes`, { body, idempotencyKey: newKey() }),
  changeTake: (id: string, change: TakeChange) =>
    send<Take>("PATCH", `/takes/${id}`, { body: change }),
  binTake: (id: string) => send<Take>("POST", `/takes/${id}/bin`),
  restoreTake: (id: string) => send<Take>("POST", `/takes/${id}/restore`),
};

/**
 * The address of an exported file of the canvas, of a take or of a candidate at a step. hasSidecar: as a zip that also
 * has a signed statement of how much of the file people made and how much models made.
 */
export function exportAddress(
  canvas: string,
  format: string,
  what:
    | { take: string }
    | { generation: string; candidate: number; step: number | null }
    | null = null,
  hasSidecar = false,
): string {
  const query = new URLSearchParams({ format });
  if (hasSidecar) query.set("sidecar", "true");
  if (what !== null && "take" in what) query.set("take", what.take);
  if (what !== null && "generation" in what) {
    query.set("generation", what.generation);
    query.set("candidate", String(what.candidate));
    if (what.step !== null) query.set("step", String(what.step));
  }
  return apiAddress(`/canvases/${canvas}/export?${query}`);
}

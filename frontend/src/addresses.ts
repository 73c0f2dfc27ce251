/** Every address of the studio: beneath the path at which it is, as its page says. Pure but for that. */

/** The content of the page's `<meta>` of this name; "" outside a page. */
const said = (name: string): string =>
  globalThis.document?.querySelector<HTMLMetaElement>(`meta[name="${name}"]`)?.content ?? "";

/** With a slash at both ends; "/" where the studio has its host to itself. */
const PATH = said("studio-path") || "/";

/** The cookie whose value each changing request repeats; studios beside each other have cookies of different names. */
export const CSRF_COOKIE = said("csrf-cookie") || "csrftoken";

/** path: from the API's own address on, with a slash before it. */
export const apiAddress = (path: string): string => `${PATH}api${path}`;

/** Files that are loaded as they are; those that the code imports have addresses of their own. */
export const fileAddress = (name: string): string => `${PATH}static/${name}`;

export function socketAddress(project: string): string {
  const { protocol, host } = window.location;
  return `${protocol === "https:" ? "wss" : "ws"}://${host}${PATH}ws/projects/${project}`;
}

const under = (project: string, rest: string): string => `${PATH}p/${project}/${rest}`;

/** The pages, for links and for the router: with names such as `:project` in place of ids they are its routes. */
export const pages = {
  home: PATH,
  account: `${PATH}account`,
  project: (project: string) => `${PATH}p/${project}`,
  takes: (project: string) => under(project, "takes"),
  rankings: (project: string) => under(project, "rankings"),
  ranking: (project: string, ranking: string) => under(project, `rankings/${ranking}`),
  duels: (project: string, ranking: string) => under(project, `rankings/${ranking}/duels`),
  audit: (project: string) => under(project, "audit"),
  listeningTest: (project: string, test: string) => under(project, `listening/${test}`),
  campaign: (project: string, campaign: string) => under(project, `campaigns/${campaign}`),
  answer: (project: string, campaign: string) => under(project, `campaigns/${campaign}/answer`),
  webhooks: (project: string) => under(project, "webhooks"),
  canvas: (project: string, canvas: string) => under(project, `c/${canvas}`),
  lineage: (project: string, canvas: string) => under(project, `c/${canvas}/lineage`),
  replay: (token: string) => `${PATH}replay/${token}`,
  listen: (token: string) => `${PATH}listen/${token}`,
  practice: (token: string) => `${PATH}practice/${token}`,
  join: (token: string) => `${PATH}join/${token}`,
};

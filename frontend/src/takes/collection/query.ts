/** Which takes are shown, and in what order: read from and written to the page's address. Pure. */

export const SORTS = [
  { value: "-created", label: "Newest first" },
  { value: "created", label: "Oldest first" },
  { value: "grade", label: "Best grade first" },
  { value: "-rating", label: "Best rating first" },
  { value: "name", label: "By name" },
  { value: "position", label: "By hand" },
  { value: "canvas", label: "By canvas" },
  { value: "author", label: "By person" },
] as const;

/** All texts as they are in the fields; "" means any. */
export interface TakesQuery {
  search: string;
  canvas: string;
  ranking: string;
  /** What the person thinks of them; "none" for nothing yet. */
  mine: string;
  rating_min: string;
  grade_max: string;
  /** A sub-grade by name with its greatest value. */
  feature: string;
  feature_max: string;
  /** A setting by name with its least and greatest value. */
  setting: string;
  setting_min: string;
  setting_max: string;
  author: string;
  model: string;
  key: string;
  tag: string;
  since: string;
  until: string;
  starred: string;
  binned: string;
  sort: string;
}

export const ANY: TakesQuery = {
  search: "",
  canvas: "",
  ranking: "",
  mine: "",
  rating_min: "",
  grade_max: "",
  feature: "",
  feature_max: "",
  setting: "",
  setting_min: "",
  setting_max: "",
  author: "",
  model: "",
  key: "",
  tag: "",
  since: "",
  until: "",
  starred: "",
  binned: "",
  sort: "-created",
};

export const MINE = [
  { value: "none", label: "not judged yet" },
  { value: "pick", label: "picked" },
  { value: "reject", label: "rejected" },
  { value: "stars", label: "given stars" },
] as const;

const NAMES = Object.keys(ANY) as (keyof TakesQuery)[];
const NUMBERS = ["rating_min", "grade_max", "feature_max", "setting_min", "setting_max"] as const;

/** A query out of an address; what it does not know is left out. */
export function queryFrom(parameters: URLSearchParams): TakesQuery {
  const query = { ...ANY };
  for (const name of NAMES) query[name] = parameters.get(name) ?? ANY[name];
  for (const name of NUMBERS) if (!isNumber(query[name])) query[name] = "";
  if (!MINE.some(({ value }) => value === query.mine)) query.mine = "";
  if (!sortFor(query.sort)) query.sort = ANY.sort;
  return query;
}

/** What the address says: nothing that is as usual. */
export function parametersOf(query: TakesQuery): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const name of NAMES) {
    const value = query[name].trim();
    if (value !== ANY[name] && value !== "") parameters.set(name, value);
  }
  return parameters;
}

/** A name counts with a bound, and a bound with a name. */
const PAIRED = [
  ["feature", "feature_max"],
  ["setting", "setting_min", "setting_max"],
] as const;

/** One page of the request, without what is said by half only; the whole last day of "until" counts. */
export function requestFor(query: TakesQuery, offset: number, limit: number): URLSearchParams {
  const parameters = parametersOf(query);
  for (const [name, ...bounds] of PAIRED) {
    if (parameters.has(name) && bounds.some((bound) => parameters.has(bound))) continue;
    for (const one of [name, ...bounds]) parameters.delete(one);
  }
  const until = parameters.get("until");
  if (until && /^\d{4}-\d{2}-\d{2}$/.test(until)) parameters.set("until", `${until}T23:59:59.999Z`);
  parameters.set("sort", query.sort);
  parameters.set("offset", String(offset));
  parameters.set("limit", String(limit));
  return parameters;
}

/** How many conditions there are besides the search, the order and the bin. */
export function numFilters(query: TakesQuery): number {
  const parameters = requestFor(query, 0, 0);
  const others = ["search", "sort", "binned", "offset", "limit"];
  for (const name of [...others, "feature_max", "setting_min", "setting_max"])
    parameters.delete(name);
  return [...parameters].length;
}

const isNumber = (text: string): boolean => text !== "" && Number.isFinite(Number(text));

/** The order that a value names; falling and rising of the same are both known. */
function sortFor(value: string): boolean {
  const bare = value.replace(/^-/, "");
  return SORTS.some((sort) => sort.value.replace(/^-/, "") === bare);
}

/** The order that a press on a column's head asks for: its usual one first, then the other way round. */
export function nextSort(now: string, column: { sort: string }): string {
  const turned = column.sort.startsWith("-") ? column.sort.slice(1) : `-${column.sort}`;
  return now === column.sort ? turned : column.sort;
}

/** One take as a line of the table. */

import { nameOf } from "../../domain/people/personName";
import { gradeWords } from "../../domain/takes/takeWords";
import type { Take } from "../../protocol";
import { ago } from "../../ui/ago";
import { Picture } from "../Picture";
import { ChooseBox, FlagButtons, OwnRating, PlayButton, TakeStar } from "../TakeButtons";
import { TakeName } from "../TakeName";
import type { Desk } from "./desk";

interface Column {
  label: string;
  /** The order that a press on its head asks for first. */
  sort?: string;
}

/** In order. `styles/takes/table.css` has a width for each, and leaves some out where there is less room. */
export const TABLE_COLUMNS: readonly Column[] = [
  { label: "" },
  { label: "" },
  { label: "Name", sort: "name" },
  { label: "Grade", sort: "grade" },
  { label: "Judged" },
  { label: "Rating", sort: "-rating" },
  { label: "" },
  { label: "Tags" },
  { label: "Canvas", sort: "canvas" },
  { label: "By", sort: "author" },
  { label: "Kept", sort: "-created" },
];

export function TakeLine(props: { desk: Desk; take: Take }) {
  const take = () => props.take;
  const content = () => props.desk.contentOf(take());
  return (
    <>
      <span role="gridcell" class="line-box">
        <ChooseBox desk={props.desk} take={take()} />
      </span>
      <span role="gridcell" class="line-picture">
        <PlayButton id={take().id} name={take().name} content={content()} />
        <Picture content={content()} height={30} />
      </span>
      <span role="gridcell" class="line-name">
        <TakeName name={take().name} />
      </span>
      <span role="gridcell" class="figures line-grade">
        {gradeWords(take().grade)}
      </span>
      <span role="gridcell">
        <FlagButtons {...props} />
      </span>
      <span role="gridcell">
        <OwnRating {...props} />
      </span>
      <span role="gridcell">
        <TakeStar {...props} />
      </span>
      <span role="gridcell" class="muted line-cut">
        {take()
          .tags.map((tag) => `#${tag}`)
          .join(" ")}
      </span>
      <span role="gridcell" class="muted line-cut">
        {props.desk.project.canvas(take().canvas)?.name ?? ""}
      </span>
      <span role="gridcell" class="muted line-cut">
        {nameOf(take().created_by)}
      </span>
      <span role="gridcell" class="muted line-cut">
        {ago(take().created_at)}
      </span>
    </>
  );
}

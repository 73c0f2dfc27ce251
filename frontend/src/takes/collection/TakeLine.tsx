/** One take as a line of the table: a cell for each of the columns of `TableHead`. */

import { nameOf } from "../../domain/people/personName";
import { gradeWords } from "../../domain/takes/takeWords";
import type { Take } from "../../protocol";
import { ago } from "../../ui/ago";
import { Picture } from "../Picture";
import { ChooseBox, FlagButtons, OwnRating, PlayButton, TakeStar } from "../TakeButtons";
import { TakeName } from "../TakeName";
import type { Desk } from "./desk";

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

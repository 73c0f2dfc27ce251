/** In the place of a picture: the name of a kind that this studio cannot draw. */

export default function Unknown(props: { kind: string }) {
  return (
    <span class="unknown-kind muted">
      {props.kind}
      <span class="visually-hidden"> (a kind of canvas that is not known here)</span>
    </span>
  );
}

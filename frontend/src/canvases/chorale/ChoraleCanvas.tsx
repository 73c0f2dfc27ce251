export default function ChoraleCanvas() {
  return <div />;
}

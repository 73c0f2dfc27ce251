export default function StudioPage() {
  return <main />;
}

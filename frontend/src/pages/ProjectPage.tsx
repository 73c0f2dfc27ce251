export default function ProjectPage() {
  return <main />;
}

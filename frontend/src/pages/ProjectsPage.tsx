export default function ProjectsPage() {
  return <main />;
}

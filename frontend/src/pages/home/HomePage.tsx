/** The first page: what this is, three things to try at once, what was worked on lately, all projects. */

import { createSignal } from "solid-js";
import { Gate } from "../../frame/Gate";
import { PageHeader } from "../../frame/PageHeader";
import { Title } from "../../frame/Title";
import { ProjectList } from "../project/ProjectList";
import { Recent } from "./Recent";
import { Starts } from "./Starts";

export default function HomePage() {
  const [search, setSearch] = createSignal("");
  return (
    <Gate>
      <Title>Home</Title>
      <PageHeader />
      <main class="page home">
        <h1>Keep what you like. Let the rest be composed.</h1>
        <p class="lead">
          Mark notes or words as kept, doubted or free, and watch a model work on the whole page at
          once. Step in whenever you like, alone or with others.
        </p>
        <Starts />
        <Recent search={search()} onSearch={setSearch} />
        <ProjectList search={search()} />
      </main>
    </Gate>
  );
}

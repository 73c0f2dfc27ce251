// The routes. Each page is a chunk of its own, so that the project list loads without the studio.
import { Route, Router } from "@solidjs/router";
import { lazy } from "solid-js";
import { Spoken } from "./ui/Spoken";
import { Toasts } from "./ui/Toasts";

const HomePage = lazy(() => import("./pages/HomePage"));
const ProjectPage = lazy(() => import("./pages/ProjectPage"));
const StudioPage = lazy(() => import("./pages/StudioPage"));
const TakesPage = lazy(() => import("./takes/TakesPage"));
const RankingsPage = lazy(() => import("./rankings/RankingsPage"));
const RankingPage = lazy(() => import("./rankings/RankingPage"));
const DuelPage = lazy(() => import("./rankings/DuelPage"));
const LineagePage = lazy(() => import("./lineage/LineagePage"));
const ReplayPage = lazy(() => import("./replay/ReplayPage"));
const JoinPage = lazy(() => import("./pages/JoinPage"));
const AccountPage = lazy(() => import("./pages/AccountPage"));
const NotFoundPage = lazy(() => import("./frame/NotFoundPage"));

export function App() {
  return (
    <>
      <Router>
        <Route path="/" component={HomePage} />
        <Route path="/account" component={AccountPage} />
        <Route path="/p/:project" component={ProjectPage} />
        <Route path="/p/:project/takes" component={TakesPage} />
        <Route path="/p/:project/rankings" component={RankingsPage} />
        <Route path="/p/:project/rankings/:ranking" component={RankingPage} />
        <Route path="/p/:project/rankings/:ranking/duels" component={DuelPage} />
        <Route path="/p/:project/c/:canvas/lineage" component={LineagePage} />
        <Route path="/p/:project/c/:canvas" component={StudioPage} />
        <Route path="/replay/:token" component={ReplayPage} />
        <Route path="/join/:token" component={JoinPage} />
        <Route path="*" component={NotFoundPage} />
      </Router>
      <Spoken />
      <Toasts />
    </>
  );
}

// The routes. Each page is a chunk of its own, so that the project list loads without the studio.
import { Route, Router } from "@solidjs/router";
import { pageOf } from "./frame/pageOf";
import { Spoken } from "./ui/messages/Spoken";
import { Toasts } from "./ui/messages/Toasts";

const HomePage = pageOf(() => import("./pages/home/HomePage"));
const ProjectPage = pageOf(() => import("./pages/project/ProjectPage"));
const StudioPage = pageOf(() => import("./pages/studio/StudioPage"));
const TakesPage = pageOf(() => import("./takes/collection/TakesPage"));
const RankingsPage = pageOf(() => import("./rankings/RankingsPage"));
const RankingPage = pageOf(() => import("./rankings/RankingPage"));
const DuelPage = pageOf(() => import("./rankings/DuelPage"));
const LineagePage = pageOf(() => import("./lineage/LineagePage"));
const ReplayPage = pageOf(() => import("./replay/ReplayPage"));
const PracticePage = pageOf(() => import("./practice/PracticePage"));
const AuditPage = pageOf(() => import("./pages/project/AuditPage"));
const ListenPage = pageOf(() => import("./listening/ListenPage"));
const ListeningTestPage = pageOf(() => import("./rankings/ListeningTestPage"));
const CampaignPage = pageOf(() => import("./campaigns/CampaignPage"));
const AnswerPage = pageOf(() => import("./campaigns/AnswerPage"));
const WebhooksPage = pageOf(() => import("./programs/WebhooksPage"));
const JoinPage = pageOf(() => import("./pages/JoinPage"));
const AccountPage = pageOf(() => import("./pages/AccountPage"));
const NotFoundPage = pageOf(() => import("./frame/NotFoundPage"));

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
        <Route path="/p/:project/audit" component={AuditPage} />
        <Route path="/p/:project/listening/:test" component={ListeningTestPage} />
        <Route path="/p/:project/campaigns/:campaign" component={CampaignPage} />
        <Route path="/p/:project/campaigns/:campaign/answer" component={AnswerPage} />
        <Route path="/p/:project/webhooks" component={WebhooksPage} />
        <Route path="/p/:project/c/:canvas/lineage" component={LineagePage} />
        <Route path="/p/:project/c/:canvas" component={StudioPage} />
        <Route path="/replay/:token" component={ReplayPage} />
        <Route path="/listen/:token" component={ListenPage} />
        <Route path="/practice/:token" component={PracticePage} />
        <Route path="/join/:token" component={JoinPage} />
        <Route path="*" component={NotFoundPage} />
      </Router>
      <Spoken />
      <Toasts />
    </>
  );
}

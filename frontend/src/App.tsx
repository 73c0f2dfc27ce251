// The routes. Each page is a chunk of its own, so that the project list loads without the studio.
import { Route, Router } from "@solidjs/router";
import { pages } from "./addresses";
import { pageOf } from "./frame/pageOf";
import { Spoken } from "./ui/messages/Spoken";
import { Toasts } from "./ui/messages/Toasts";

const HomePage = pageOf(() => import("./pages/home/HomePage"));
const ProjectPage = pageOf(() => import("./pages/project/ProjectPage"));
const StudioPage = pageOf(() => import("./pages/studio/StudioPage"));
const TakesPage = pageOf(() => import("./takes/collection/TakesPage"));
const RankingsPage = pageOf(() => import("./rankings/list/RankingsPage"));
const RankingPage = pageOf(() => import("./rankings/ranking/RankingPage"));
const DuelPage = pageOf(() => import("./rankings/duel/DuelPage"));
const LineagePage = pageOf(() => import("./lineage/LineagePage"));
const ReplayPage = pageOf(() => import("./replay/ReplayPage"));
const PracticePage = pageOf(() => import("./practice/PracticePage"));
const AuditPage = pageOf(() => import("./pages/project/AuditPage"));
const ListenPage = pageOf(() => import("./listening/ListenPage"));
const ListeningTestPage = pageOf(() => import("./rankings/listeningTest/ListeningTestPage"));
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
        <Route path={pages.home} component={HomePage} />
        <Route path={pages.account} component={AccountPage} />
        <Route path={pages.project(":project")} component={ProjectPage} />
        <Route path={pages.takes(":project")} component={TakesPage} />
        <Route path={pages.rankings(":project")} component={RankingsPage} />
        <Route path={pages.ranking(":project", ":ranking")} component={RankingPage} />
        <Route path={pages.duels(":project", ":ranking")} component={DuelPage} />
        <Route path={pages.audit(":project")} component={AuditPage} />
        <Route path={pages.listeningTest(":project", ":test")} component={ListeningTestPage} />
        <Route path={pages.campaign(":project", ":campaign")} component={CampaignPage} />
        <Route path={pages.answer(":project", ":campaign")} component={AnswerPage} />
        <Route path={pages.webhooks(":project")} component={WebhooksPage} />
        <Route path={pages.lineage(":project", ":canvas")} component={LineagePage} />
        <Route path={pages.canvas(":project", ":canvas")} component={StudioPage} />
        <Route path={pages.replay(":token")} component={ReplayPage} />
        <Route path={pages.listen(":token")} component={ListenPage} />
        <Route path={pages.practice(":token")} component={PracticePage} />
        <Route path={pages.join(":token")} component={JoinPage} />
        <Route path="*" component={NotFoundPage} />
      </Router>
      <Spoken />
      <Toasts />
    </>
  );
}

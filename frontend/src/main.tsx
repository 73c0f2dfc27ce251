/* @refresh reload */
import "@fontsource-variable/inter";
import "@fontsource-variable/source-serif-4";
import { render } from "solid-js/web";
import { App } from "./App";
import "./state/theme";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/chorale.css";
import "./styles/pages.css";
import "./styles/panels.css";

render(() => <App />, document.getElementById("app") as HTMLElement);

/** The bar on top of the pages outside the studio: brand, where one is, theme and account. */

import { A, useNavigate } from "@solidjs/router";
import { type JSX, Show } from "solid-js";
import { pages } from "../addresses";
import { account, signOut } from "../state/account";
import { toastFailure } from "../state/failures";
import { Menu } from "../ui/overlays/Menu";
import { theme, toggleTheme } from "../ui/theme";
import { HelpButton } from "./HelpButton";

export function Brand() {
  return (
    <A href={pages.home} class="brand" aria-label="SUNMASK, all projects">
      <i aria-hidden="true" />
      <span>SUNMASK</span>
    </A>
  );
}

export function ThemeButton(props: { class?: string }) {
  return (
    <button
      type="button"
      class={`theme-button ${props.class ?? ""}`}
      aria-label={`Switch to ${theme() === "dark" ? "light" : "dark"} theme`}
      title={`Switch to ${theme() === "dark" ? "light" : "dark"}`}
      onClick={toggleTheme}
    >
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
        <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="1.5" />
        <path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor" />
      </svg>
    </button>
  );
}

export function PageHeader(props: { children?: JSX.Element }) {
  const navigate = useNavigate();
  const leave = () => signOut().then(() => navigate(pages.home), toastFailure);
  return (
    <header class="page-header">
      <Brand />
      {props.children}
      <span class="spacer" />
      <HelpButton />
      <ThemeButton />
      <Show when={account()}>
        {(person) => (
          <Menu
            name={`Account of ${person().name}`}
            label={person().name}
            items={[
              { label: "Account", perform: () => navigate(pages.account) },
              { label: "Sign out", perform: leave },
            ]}
          />
        )}
      </Show>
    </header>
  );
}

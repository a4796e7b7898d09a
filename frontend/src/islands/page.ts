import { inLanguage } from "../lib/words.ts";

const MINUTE_S = 60;
const HOUR_S = 3600;
const DAY_S = 86_400;

/** Dialogs: `data-dialog-open="ID"` opens, `data-dialog-close` closes. */
export function dialogs(): void {
  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    const opener = target.closest<HTMLElement>("[data-dialog-open]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset["dialogOpen"] ?? "");
      if (dialog instanceof HTMLDialogElement) dialog.showModal();
    }
    if (target.closest("[data-dialog-close]")) target.closest("dialog")?.close();
  });
}

/** Light or dark by choice, kept in a cookie so that the next page comes in the right colours at once. */
export function themeSwitch(): void {
  const button = document.querySelector<HTMLButtonElement>("[data-theme-switch]");
  if (!button) return;
  const root = document.documentElement;
  const isDark = () => (root.dataset["theme"] ? root.dataset["theme"] === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);
  const label = () => {
    const text = button.querySelector("[data-theme-words]");
    if (text) text.textContent = (isDark() ? button.dataset["light"] : button.dataset["dark"]) ?? "";
  };
  button.addEventListener("click", () => {
    const theme = isDark() ? "light" : "dark";
    root.dataset["theme"] = theme;
    document.cookie = `nabij_theme=${theme}; path=/; max-age=31536000; samesite=lax`;
    label();
    document.dispatchEvent(new Event("nabij:theme"));
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", label);
  label();
  button.hidden = false;
}

/** Keeps "4 minutes ago" true while the page stays open. */
export function moments(): void {
  const speak = new Intl.RelativeTimeFormat(inLanguage(), { numeric: "auto" });
  window.setInterval(() => {
    for (const time of document.querySelectorAll<HTMLTimeElement>("time[data-moment]")) {
      const age_s = (Date.now() - Date.parse(time.dateTime)) / 1000;
      if (age_s < MINUTE_S || age_s >= DAY_S) continue;
      time.textContent = age_s < HOUR_S ? speak.format(-Math.floor(age_s / MINUTE_S), "minute") : speak.format(-Math.floor(age_s / HOUR_S), "hour");
    }
  }, 30_000);
}

/** A form that came back with errors: the list of what is wrong gets the focus. */
export function errorSummary(): void {
  document.querySelector<HTMLElement>("[data-error-summary]")?.focus();
}

/** A second press on the same button sends nothing twice. */
export function singleSubmits(): void {
  const sent = new WeakSet<HTMLFormElement>();
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || form.method !== "post") return;
    if (sent.has(form)) event.preventDefault();
    sent.add(form);
    form.setAttribute("aria-busy", "true");
    window.setTimeout(() => forget(form), 5000);
  });
  const forget = (form: HTMLFormElement) => {
    sent.delete(form);
    form.removeAttribute("aria-busy");
  };
  addEventListener("pageshow", () => document.querySelectorAll("form").forEach(forget));
}

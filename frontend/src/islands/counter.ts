import { words } from "../lib/words.ts";

const RETRY_MS = 3_000;

/** One tap behind the counter: a tap that finds no connection is tried again with the same key, so that it is one report. */
export function counter(element: HTMLElement): void {
  const said = element.querySelector<HTMLElement>("[role=alert]");
  if (!(element instanceof HTMLFormElement) || !said) return;
  let busy = false;
  element.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!(button instanceof HTMLButtonElement) || button.classList.contains("sh-button--call")) return;
    event.preventDefault();
    event.stopPropagation();
    if (busy) return;
    busy = true;
    const sent = new FormData(element, button);
    sent.set("key", crypto.randomUUID());
    sent.set("tapped_at", String(Date.now()));
    for (const one of element.querySelectorAll("button:not(.sh-button--call)")) one.setAttribute("aria-disabled", "true");
    say(said, words(element, "sending"));
    void send(element, said, sent);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload(); // back from the report: fresh buttons and a fresh key
  });
}

async function send(form: HTMLFormElement, said: HTMLElement, sent: FormData): Promise<void> {
  try {
    const answer = await fetch(form.action, { method: "POST", body: sent, redirect: "follow" });
    if (answer.redirected) {
      location.assign(answer.url);
      return;
    }
    if (answer.status < 500) {
      refused(await answer.text());
      return;
    }
  } catch {
    // No connection: said below, and tried again.
  }
  say(said, words(form, "offline"), words(form, "call"));
  window.setTimeout(() => void send(form, said, sent), RETRY_MS);
}

/** The sentence of a refusal, as without a script. */
function refused(page: string): void {
  const shown = new DOMParser().parseFromString(page, "text/html").querySelector("main");
  if (shown) document.querySelector("main")?.replaceWith(shown);
}

function say(said: HTMLElement, text: string, call = ""): void {
  said.hidden = false;
  said.textContent = text;
  if (!call) return;
  const link = document.createElement("a");
  link.href = "tel:101";
  link.textContent = call;
  said.append(link);
}

/** The seconds in which something can be taken back; the button goes when they are over. */
export function countdown(element: HTMLElement): void {
  const left = element.querySelector<HTMLElement>("[data-left]");
  const began = performance.now();
  const seconds = Number(element.dataset["seconds"] ?? "0");
  const tick = window.setInterval(() => {
    const rest = Math.ceil(seconds - (performance.now() - began) / 1000);
    if (left) left.textContent = words(element, "left", { seconds: Math.max(0, rest) });
    if (rest > 0) return;
    window.clearInterval(tick);
    element.hidden = true;
  }, 250);
}

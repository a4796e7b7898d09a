const OFTEN_MS = 4000;
const SELDOM_MS = 20_000;
/** So long without an answer and what the screen says may be wrong. */
const STALE_MS = 30_000;

/**
 * The screen of a waiting hall. It looks anew when the live stream says so, now and then besides, and every few seconds while the
 * stream is away; a screen that hears nothing says that it is not up to date. It reads numbers out, once somebody at the screen
 * asked for it, since a browser makes no sound by itself.
 */
export function hall(element: HTMLElement): void {
  keepFresh(element);
  readOut(element);
}

function keepFresh(element: HTMLElement): void {
  const stale = document.getElementById("hall-stale");
  const stream = document.querySelector<HTMLElement>("[data-island=live]");
  let heard_ms = Date.now();
  let asked_ms = heard_ms;
  document.addEventListener("htmx:after:swap", () => {
    heard_ms = Date.now();
  });
  window.setInterval(() => {
    const now_ms = Date.now();
    if (stale) stale.hidden = now_ms - heard_ms < STALE_MS;
    element.toggleAttribute("data-stale", now_ms - heard_ms >= STALE_MS);
    if (now_ms - asked_ms < (stream?.dataset["state"] === "live" ? SELDOM_MS : OFTEN_MS)) return;
    asked_ms = now_ms;
    element.dispatchEvent(new Event("hall:look"));
  }, 1000);
}

function readOut(element: HTMLElement): void {
  const button = document.querySelector<HTMLButtonElement>("[data-hall-sound]");
  if (!button || !("speechSynthesis" in window)) return;
  const seen = new Set(rows(element).map((row) => row.dataset["called"]));
  let isOn = false;
  button.addEventListener("click", () => {
    isOn = !isOn;
    button.setAttribute("aria-pressed", String(isOn));
  });
  new MutationObserver(() => {
    const fresh = rows(element).filter((row) => !seen.has(row.dataset["called"]));
    for (const row of fresh) seen.add(row.dataset["called"]);
    if (isOn) for (const row of fresh.reverse()) say(row.dataset["spoken"] ?? "");
    if (fresh.length) element.dataset["announced"] = String(seen.size);
  }).observe(element, { attributeFilter: ["data-called"], childList: true, subtree: true });
  button.hidden = false;
}

function rows(element: HTMLElement): HTMLElement[] {
  return [...element.querySelectorAll<HTMLElement>("[data-called]")];
}

function say(text: string): void {
  const spoken = new SpeechSynthesisUtterance(text);
  spoken.lang = document.documentElement.lang;
  spoken.rate = 0.9;
  window.speechSynthesis.speak(spoken);
}

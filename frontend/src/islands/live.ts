import { need } from "../lib/dom.ts";
import { words } from "../lib/words.ts";

interface Change {
  kind: string;
  id: string;
  verb: string;
}

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 10_000;
const PATIENCE_MS = 2500;
/** Signed out or not staff: asking again would not help. */
const NOT_FOR_YOU = new Set([401, 403, 404]);

/** One live stream per page (its ticket from `data-ticket`, or that of staff): each change becomes the event `live:KIND` on body. A lost stream is opened again, with what was
 * missed; where nothing had been heard before, `live:again` asks every part of the page to look anew. */
export function live(element: HTMLElement): void {
  const said = need<HTMLElement>(element, "[data-live-words]");
  let last = element.dataset["after"] ?? "";
  let wait_ms = FIRST_WAIT_MS;
  let alarm = 0;
  let wasLost = false;
  let stream: EventSource | null = null;

  const say = (state: "live" | "lost") => {
    element.hidden = false;
    element.dataset["state"] = state;
    said.textContent = words(element, state);
  };

  const lost = () => {
    wasLost = true;
    stream?.close();
    stream = null;
    if (!alarm) alarm = window.setTimeout(() => say("lost"), PATIENCE_MS);
    window.setTimeout(open, wait_ms * (0.75 + Math.random() / 2));
    wait_ms = Math.min(wait_ms * 2, LONGEST_WAIT_MS);
  };

  const opened = () => {
    if (wasLost && !last) document.body.dispatchEvent(new Event("live:again"));
    wasLost = false;
    clearTimeout(alarm);
    alarm = 0;
    wait_ms = FIRST_WAIT_MS;
    say("live");
  };

  const open = async () => {
    try {
      const answer = await fetch(element.dataset["ticket"] ?? "/live/ticket", { headers: { Accept: "application/json" }, cache: "no-store" });
      if (NOT_FOR_YOU.has(answer.status)) return;
      const address = new URL(((await answer.json()) as { url: string }).url, location.href);
      if (last) address.searchParams.set("after", last);
      stream = new EventSource(address);
      stream.onopen = opened;
      stream.onerror = lost;
      stream.onmessage = (event) => {
        if (event.lastEventId) last = event.lastEventId;
        tell(JSON.parse(event.data) as Change);
      };
    } catch {
      lost();
    }
  };

  addEventListener("pagehide", () => stream?.close());
  void open();
}

function tell(change: Change): void {
  if (!change.kind) return;
  document.body.dispatchEvent(new CustomEvent(`live:${change.kind}`, { detail: change }));
}

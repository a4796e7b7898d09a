import { inLanguage, words } from "../lib/words.ts";

/** On public pages: keeps the form for when there is no network, and has what waits on this telephone sent. */
export function outbox(): void {
  if (!document.body.classList.contains("nb-public") || !("serviceWorker" in navigator) || !isSecureContext) return;
  const send = () => void tell({ send: true });
  addEventListener("online", send);
  const begin = async () => {
    await navigator.serviceWorker.register("/sw.js");
    await tell({ keep: inLanguage(), send: true });
  };
  const later = () => void begin().catch((trouble: unknown) => console.warn("service worker", trouble));
  if (document.readyState === "complete") later();
  else addEventListener("load", () => window.setTimeout(later, 300));
}

export async function tell(message: Record<string, unknown>): Promise<void> {
  (await navigator.serviceWorker.ready).active?.postMessage(message);
}

/** A line that says how many reports wait, with the way to them. */
export async function waiting(element: HTMLElement): Promise<void> {
  if (!("indexedDB" in window) || !("locks" in navigator)) return;
  const { drafts } = await import("../offline/store.ts");
  const show = async () => {
    const n = (await drafts()).length;
    element.replaceChildren();
    if (!n) return;
    const line = document.createElement("p");
    line.className = "rp-waiting";
    const link = document.createElement("a");
    link.href = element.dataset["url"] ?? "";
    link.textContent = words(element, "show");
    line.append(`${words(element, n === 1 ? "one" : "many", { n })} `, link);
    element.append(line);
  };
  navigator.serviceWorker?.addEventListener("message", () => void show());
  await show();
}

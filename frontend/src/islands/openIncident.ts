const PREFIX = "incident-";
const ONE_COLUMN = "(max-width: 63.99rem)";

/** The column with the open incident: marks its row in the queue, names it in the address, and comes into view on a phone. */
export function openIncident(element: HTMLElement): void {
  let shown = idIn(element);
  const mark = () => {
    for (const row of document.querySelectorAll<HTMLElement>("[data-key-row]")) {
      if (shown && row.dataset["mapId"] === shown) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
  };
  new MutationObserver(() => {
    const now = idIn(element);
    if (!now || now === shown) return;
    shown = now;
    mark();
    const address = new URL(location.href);
    address.searchParams.set("incident", now);
    history.replaceState(history.state, "", address);
    element.scrollTop = 0;
    if (matchMedia(ONE_COLUMN).matches) element.scrollIntoView();
  }).observe(element, { childList: true });
  const queue = document.getElementById("queue");
  if (queue) new MutationObserver(mark).observe(queue, { childList: true, subtree: true });
  mark();
}

function idIn(element: HTMLElement): string {
  return element.querySelector<HTMLElement>(`:scope > [id^="${PREFIX}"]`)?.id.slice(PREFIX.length) ?? "";
}

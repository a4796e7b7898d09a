interface Context {
  response?: { status: number };
  /** An element, or the selector of the header HX-Retarget. */
  target?: Element | string;
}

/** Says among the messages when something asked of the server did not work, and leaves the rest of the page as it is. */
export function failures(): void {
  document.addEventListener("htmx:before:request", clear);
  document.addEventListener("htmx:before:swap", (event) => {
    const { ctx } = (event as CustomEvent<{ ctx: Context }>).detail;
    const status = ctx.response?.status ?? 200;
    if (status >= 500) refuse(event, "failed");
    else if (status === 403 || status === 404) refuse(event, "gone");
    else if (ctx.target === "#messages") document.getElementById("messages")?.setAttribute("data-fresh", "");
  });
  document.addEventListener("htmx:error", (event) => {
    const { ctx } = (event as CustomEvent<{ ctx?: Context }>).detail;
    if (ctx && !ctx.response) say("offline");
  });
}

function refuse(event: Event, kind: string): void {
  event.preventDefault();
  say(kind);
}

function say(kind: string): void {
  const messages = document.getElementById("messages");
  const notice = document.querySelector<HTMLTemplateElement>(`template[data-notice="${kind}"]`);
  if (!messages || !notice) return;
  messages.setAttribute("data-fresh", "");
  messages.replaceChildren(notice.content.cloneNode(true));
}

function clear(): void {
  const messages = document.querySelector("#messages[data-fresh]");
  messages?.replaceChildren();
  messages?.removeAttribute("data-fresh");
}

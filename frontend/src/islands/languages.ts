/**
 * Languages beside each other as tabs: parts marked `data-language` inside the element. The choice also stands on the form (or the
 * element itself) as `data-language`, so that previews further down show the same language.
 */
export function languages(element: HTMLElement): void {
  const parts = [...element.querySelectorAll<HTMLElement>("[data-language]")];
  const scope = element.closest<HTMLElement>("form") ?? element;
  if (parts.length < 2) return;
  const list = document.createElement("div");
  list.className = "al-tabs";
  list.setAttribute("role", "tablist");
  list.setAttribute("aria-label", element.dataset["label"] ?? "");
  const tabs = parts.map((part, at) => {
    const tab = document.createElement("button");
    tab.type = "button";
    tab.textContent = part.dataset["name"] ?? "";
    tab.setAttribute("role", "tab");
    part.id ||= `language-${element.id || "text"}-${part.dataset["language"]}`;
    tab.setAttribute("aria-controls", part.id);
    part.setAttribute("role", "tabpanel");
    tab.addEventListener("click", () => choose(at));
    return tab;
  });
  const choose = (wanted: number, focus = false) => {
    parts.forEach((part, at) => {
      const open = at === wanted;
      part.hidden = !open;
      tabs[at]?.setAttribute("aria-selected", String(open));
      if (tabs[at]) tabs[at].tabIndex = open ? 0 : -1;
    });
    scope.dataset["language"] = parts[wanted]?.dataset["language"] ?? "";
    if (focus) tabs[wanted]?.focus();
  };
  list.addEventListener("keydown", (event) => {
    const at = tabs.indexOf(event.target as HTMLButtonElement);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined || at < 0) return;
    event.preventDefault();
    choose((at + step + tabs.length) % tabs.length, true);
  });
  const written = () =>
    parts.forEach((part, at) => {
      const field = part.querySelector("textarea");
      tabs[at]?.toggleAttribute("data-empty", field !== null && field.value.trim() === "");
    });
  // A link to a field (from the list of errors) opens the language in which it stands, before the browser looks for it.
  document.addEventListener(
    "click",
    (event) => {
      const link = (event.target as Element).closest<HTMLAnchorElement>('a[href^="#"]');
      const at = parts.findIndex((part) => link && part.querySelector(`#${CSS.escape(link.hash.slice(1))}`));
      if (at >= 0) choose(at);
    },
    true,
  );
  list.append(...tabs);
  element.prepend(list);
  element.addEventListener("input", written);
  written();
  const faulty = parts.findIndex((part) => part.querySelector('[aria-invalid="true"]'));
  choose(Math.max(faulty, 0));
}

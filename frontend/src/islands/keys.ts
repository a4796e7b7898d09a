/** Keys of the console: j and k walk the rows, a letter presses the control marked with it, ? shows the list. */
export function keys(element: HTMLElement): void {
  document.addEventListener("keydown", (event) => {
    if (!document.contains(element) || isTyping(event)) return;
    if (event.key === "?") return press(event, element.querySelector<HTMLElement>("[data-dialog-open]"));
    if (event.key === "j" || event.key === "k") {
      event.preventDefault();
      return walk(event.key === "j" ? 1 : -1);
    }
    if (/^[a-z]$/.test(event.key)) press(event, action(event.key));
  });
  document.addEventListener("focusin", (event) => {
    const row = (event.target as Element).closest<HTMLElement>("[data-key-row]");
    if (row) markCurrent(row);
  });
}

function isTyping(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement;
  const modified = event.ctrlKey || event.metaKey || event.altKey;
  return modified || target.isContentEditable || target.matches("input, textarea, select") || !!document.querySelector("dialog[open]");
}

function press(event: KeyboardEvent, control: HTMLElement | null): void {
  if (!control) return;
  event.preventDefault();
  control.click();
}

function current(): HTMLElement | null {
  return document.querySelector<HTMLElement>("[data-key-current]");
}

function action(key: string): HTMLElement | null {
  const wanted = `[data-key-action="${key}"]`;
  return current()?.querySelector<HTMLElement>(wanted) ?? document.querySelector<HTMLElement>(wanted);
}

function walk(step: number): void {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-key-row]")].filter((row) => row.checkVisibility());
  const here = current();
  const at = here ? rows.indexOf(here) : -1;
  const next = rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + step, 0), rows.length - 1)];
  if (!next) return;
  markCurrent(next);
  (next.querySelector<HTMLElement>("a, button") ?? next).focus();
  next.scrollIntoView({ block: "nearest" });
}

function markCurrent(row: HTMLElement): void {
  current()?.removeAttribute("data-key-current");
  row.setAttribute("data-key-current", "");
}

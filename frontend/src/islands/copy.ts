import { words } from "../lib/words.ts";

const SHOWN_MS = 2500;

/** A button that copies the text of the element named in `data-copy`, and says so. Without a clipboard it selects that text. */
export function copy(element: HTMLElement): void {
  const source = document.getElementById(element.dataset["copy"] ?? "");
  const label = element.querySelector<HTMLElement>("[data-copy-label]");
  if (!source || !label) return;
  const before = label.textContent ?? "";
  element.hidden = false;
  element.addEventListener("click", () => {
    void copied(source).then((done) => {
      label.textContent = words(element, done ? "done" : "select");
      window.setTimeout(() => (label.textContent = before), SHOWN_MS);
    });
  });
}

async function copied(source: HTMLElement): Promise<boolean> {
  const text = source instanceof HTMLTextAreaElement ? source.value : (source.textContent ?? "").trim();
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    select(source);
    return false;
  }
}

function select(source: HTMLElement): void {
  if (source instanceof HTMLTextAreaElement) {
    source.select();
    return;
  }
  const range = document.createRange();
  range.selectNodeContents(source);
  window.getSelection()?.removeAllRanges();
  window.getSelection()?.addRange(range);
}

import { need } from "../lib/dom.ts";
import { words } from "../lib/words.ts";

/** Says in the page's own language which file was chosen; without this the browser's own control stands there. */
export function fileField(element: HTMLElement): void {
  const input = need<HTMLInputElement>(element, "input[type=file]");
  const name = need<HTMLElement>(element, "[data-file-name]");
  const show = () => {
    const files = [...(input.files ?? [])];
    if (files.length > 1) name.textContent = words(element, "many", { n: files.length });
    else name.textContent = files[0]?.name ?? words(element, "none");
    element.toggleAttribute("data-chosen", files.length > 0);
  };
  input.addEventListener("change", show);
  input.form?.addEventListener("reset", () => setTimeout(show));
  element.setAttribute("data-dressed", "");
  show();
}

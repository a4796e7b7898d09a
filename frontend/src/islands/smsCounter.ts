import { countParts } from "../lib/gsm7.ts";
import { words } from "../lib/words.ts";

export function smsCounter(element: HTMLElement): void {
  const field = document.getElementById(element.dataset["for"] ?? "");
  if (!(field instanceof HTMLTextAreaElement)) return;
  const show = () => {
    const { characters, parts, left, unicode } = countParts(field.value);
    const sentences = [
      words(element, "characters", { n: characters }),
      parts === 1 ? words(element, "one") : words(element, "many", { n: parts }),
      words(element, "left", { n: left }),
    ];
    if (unicode !== null) sentences.push(words(element, "unicode", { c: unicode }));
    element.replaceChildren(...sentences.map(span));
    element.toggleAttribute("data-over", parts > 1);
  };
  field.addEventListener("input", show);
  show();
  element.hidden = false;
}

function span(text: string): HTMLElement {
  const made = document.createElement("span");
  made.textContent = text;
  return made;
}

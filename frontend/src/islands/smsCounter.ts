import { changed } from "../lib/dom.ts";
import { countParts, replaced } from "../lib/gsm7.ts";
import { words } from "../lib/words.ts";

/** Counts the text messages of a text area and their price, and offers what is cheaper for the characters that are dear. */
export function smsCounter(element: HTMLElement): void {
  const field = document.getElementById(element.dataset["for"] ?? "");
  if (!(field instanceof HTMLTextAreaElement)) return;
  const plain = JSON.parse(element.dataset["plain"] || "{}") as Record<string, string>;
  const count = document.createElement("span");
  const dear = document.createElement("span");
  count.className = "nb-counter__count";
  count.setAttribute("aria-live", "polite");
  dear.className = "nb-counter__dear";
  element.replaceChildren(count, dear);
  let shown = "";
  const show = () => {
    const found = countParts(field.value);
    count.replaceChildren(...sentences(element, found).map(span));
    element.toggleAttribute("data-over", found.parts > 1);
    if (found.dear.join("") === shown) return;
    shown = found.dear.join("");
    dear.replaceChildren(...(shown ? offers(element, field, found.dear, plain) : []));
  };
  field.addEventListener("input", show);
  show();
  element.hidden = false;
}

function sentences(element: HTMLElement, { characters, parts, left }: ReturnType<typeof countParts>): string[] {
  const price = Number(element.dataset["price"] ?? "0");
  const euros = new Intl.NumberFormat(document.documentElement.lang || "nl", { style: "currency", currency: "EUR" });
  return [
    words(element, "characters", { n: characters }),
    parts === 1 ? words(element, "one") : words(element, "many", { n: parts }),
    words(element, "left", { n: left }),
    ...(price ? [words(element, "price", { p: euros.format((price * parts) / 100) })] : []),
  ];
}

/** What each dear character could become, with one tap; and where nothing can, the word that says why the text costs more. */
function offers(element: HTMLElement, field: HTMLTextAreaElement, dear: string[], plain: Record<string, string>): HTMLElement[] {
  const known = Object.fromEntries(dear.filter((one) => one in plain).map((one) => [one, plain[one] ?? ""]));
  const unknown = dear.filter((one) => !(one in plain));
  const take = (wanted: Record<string, string>) => {
    field.value = replaced(field.value, wanted);
    changed(field);
    field.focus();
  };
  const made = [span(words(element, "unicode", { c: dear.join(" ") }))];
  for (const [character, instead] of Object.entries(known)) {
    made.push(button(`${named(character)} → ${instead.trim() === "" ? "␣" : instead}`, words(element, "replace", { c: named(character), p: instead }), () => take({ [character]: instead })));
  }
  if (Object.keys(known).length > 1) made.push(button(words(element, "all"), "", () => take(known)));
  if (unknown.length) made.push(span(words(element, "remove", { c: unknown.join(" ") })));
  return made;
}

function named(character: string): string {
  return character.trim() === "" ? "␣" : character;
}

function button(text: string, label: string, act: () => void): HTMLElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "nb-counter__swap";
  made.textContent = text;
  if (label) made.setAttribute("aria-label", label);
  made.addEventListener("click", act);
  return made;
}

function span(text: string): HTMLElement {
  const made = document.createElement("span");
  made.textContent = text;
  return made;
}

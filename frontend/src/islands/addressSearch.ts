import { changed, later, need, sibling } from "../lib/dom.ts";
import { words } from "../lib/words.ts";

export interface Address {
  id: string;
  label: string;
  lon: number;
  lat: number;
}

const REMEMBERED = "nabij.address";

/** A combobox with a list that it fetches: WAI-ARIA authoring practices, "editable combobox with list autocomplete". */
export function addressSearch(element: HTMLElement): void {
  const input = need<HTMLInputElement>(element, "input[type=text]");
  const list = need<HTMLUListElement>(element, "[role=listbox]");
  const status = need<HTMLElement>(element, "[role=status]");
  const chosenId = hidden(element, `${input.name}_id`);
  let found: Address[] = [];
  let active = -1;
  let request: AbortController | null = null;
  let choosing = false;

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  input.autocomplete = "off";

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const mark = (index: number) => {
    const options = [...list.children];
    active = options.length ? (index + options.length) % options.length : -1;
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === active)));
    const option = options[active];
    if (!option) return;
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };

  const choose = (address: Address) => {
    request?.abort();
    input.value = address.label;
    chosenId.value = address.id;
    close();
    status.textContent = words(element, "chosen", { address: address.label });
    place(element, address);
    remember(element, address);
    element.dispatchEvent(new CustomEvent("place:chosen", { bubbles: true, detail: address }));
    choosing = true;
    changed(input);
    choosing = false;
  };

  const show = (addresses: Address[]) => {
    found = addresses;
    list.replaceChildren(...addresses.map((address, at) => option(list.id, address, at)));
    list.hidden = addresses.length === 0;
    input.setAttribute("aria-expanded", String(addresses.length > 0));
    active = -1;
    input.removeAttribute("aria-activedescendant");
    status.textContent = addresses.length ? words(element, "found", { n: addresses.length }) : words(element, "none");
  };

  const search = later(180, async (query: string) => {
    request?.abort();
    request = new AbortController();
    try {
      const answer = await fetch(`${element.dataset["url"]}?q=${encodeURIComponent(query)}`, {
        signal: request.signal,
        headers: { Accept: "application/json" },
      });
      if (!answer.ok) throw new Error(String(answer.status));
      show((await answer.json()) as Address[]);
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return;
      close();
      status.textContent = words(element, "failed");
    }
  });

  input.addEventListener("input", () => {
    if (choosing) return;
    chosenId.value = "";
    const query = input.value.trim();
    if (query.length < 2) return close();
    search(query);
  });
  input.addEventListener("keydown", (event) => {
    const open = !list.hidden;
    const address = found[active];
    if (event.key === "ArrowDown" && found.length) {
      event.preventDefault();
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      mark(active + 1);
    } else if (event.key === "ArrowUp" && open) {
      event.preventDefault();
      mark(active < 0 ? found.length - 1 : active - 1);
    } else if (event.key === "Enter" && open && address) {
      event.preventDefault();
      choose(address);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      close();
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const at = [...list.children].indexOf((event.target as Element).closest("li") as Element);
    const address = found[at];
    if (address) choose(address);
  });
  input.addEventListener("blur", () => window.setTimeout(close, 120));
  recall(element, input, choose);
}

function option(listId: string, address: Address, at: number): HTMLLIElement {
  const made = document.createElement("li");
  made.id = `${listId}_${at}`;
  made.className = "nb-combobox__option";
  made.setAttribute("role", "option");
  made.setAttribute("aria-selected", "false");
  made.textContent = address.label;
  return made;
}

function hidden(element: HTMLElement, name: string): HTMLInputElement {
  const there = sibling(element, name);
  if (there) return there;
  const made = document.createElement("input");
  made.type = "hidden";
  made.name = name;
  element.append(made);
  return made;
}

function place(element: HTMLElement, address: Address): void {
  for (const key of ["lon", "lat"] as const) {
    const name = element.dataset[key];
    if (!name) continue;
    const input = hidden(element, name);
    input.value = String(address[key]);
    changed(input);
  }
}

function remember(element: HTMLElement, address: Address): void {
  if (element.hasAttribute("data-remember")) localStorage.setItem(REMEMBERED, JSON.stringify(address));
}

function recall(element: HTMLElement, input: HTMLInputElement, choose: (address: Address) => void): void {
  const kept = element.hasAttribute("data-remember") && !input.value ? localStorage.getItem(REMEMBERED) : null;
  if (kept) choose(JSON.parse(kept) as Address);
}

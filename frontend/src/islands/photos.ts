import { need } from "../lib/dom.ts";
import { words } from "../lib/words.ts";

const LONGEST_SIDE_PX = 1600;
const QUALITY = 0.82;
const READABLE = ["image/jpeg", "image/png", "image/webp", "image/gif"];

/** Makes photos smaller on the telephone, shows how far it is, and lets one take a photo away again before it is sent. */
export function photos(element: HTMLElement): void {
  const input = need<HTMLInputElement>(element, "input[type=file]");
  const most = Number(element.dataset["most"] ?? 4);
  const largest = Number(element.dataset["largest"] ?? Infinity);
  const said = document.createElement("p");
  said.setAttribute("role", "status");
  said.className = "nb-small";
  const bar = document.createElement("progress");
  bar.hidden = true;
  const list = document.createElement("ul");
  list.className = "rp-photos";
  element.append(said, bar, list);
  let kept: File[] = [];
  let given = false;

  const give = () => {
    const all = new DataTransfer();
    for (const file of kept) all.items.add(file);
    input.files = all.files;
    given = true;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    given = false;
    const size = Math.ceil(kept.reduce((total, file) => total + file.size, 0) / 1024);
    said.textContent = kept.length ? words(element, "ready", { n: kept.length, size }) : "";
    list.replaceChildren(...kept.map((file, at) => row(file, at)));
  };

  const row = (file: File, at: number) => {
    const made = document.createElement("li");
    const picture = document.createElement("img");
    picture.alt = file.name;
    picture.src = URL.createObjectURL(file);
    picture.addEventListener("load", () => URL.revokeObjectURL(picture.src));
    const away = document.createElement("button");
    away.type = "button";
    away.className = "ams-button ams-button--secondary";
    away.textContent = words(element, "remove", { n: at + 1 });
    away.addEventListener("click", () => {
      kept = kept.filter((other) => other !== file);
      give();
      (list.querySelector("button") ?? input).focus();
    });
    made.append(picture, away);
    return made;
  };

  input.addEventListener("change", async () => {
    if (given) return;
    const chosen = [...(input.files ?? [])];
    const room = chosen.slice(0, Math.max(0, most - kept.length));
    bar.hidden = false;
    bar.max = room.length;
    const left: string[] = [];
    for (const [at, file] of room.entries()) {
      bar.value = at;
      said.textContent = words(element, "busy", { n: at + 1, all: room.length });
      const small = await smaller(file);
      if (READABLE.includes(small.type) && small.size <= largest) kept.push(small);
      else left.push(words(element, READABLE.includes(small.type) ? "large" : "unreadable", { name: file.name }));
    }
    bar.hidden = true;
    give();
    if (chosen.length > room.length) left.push(words(element, "most", { n: most }));
    said.append(...left.map((sentence) => ` ${sentence}`));
  });
  input.form?.addEventListener("photos:set", (event) => {
    kept = [...(event as CustomEvent<File[]>).detail];
    give();
  });
}

/** At most 1600 px as a JPEG, upright. What this browser cannot draw (an old one, too little memory) stays as it is. */
async function smaller(file: File): Promise<File> {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_SIDE_PX / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d")?.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const drawn = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
    canvas.width = 0; // gives its memory back at once
    return drawn ? new File([drawn], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }) : file;
  } catch {
    return file;
  }
}

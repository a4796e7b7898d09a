import { tell } from "../islands/outbox.ts";
import { need } from "../lib/dom.ts";
import { words } from "../lib/words.ts";
import { asked, type Kind } from "./questions.ts";
import { type Draft, drafts, forget, keep, remove, type Sent, sent } from "./store.ts";

/** The form that works without a network: what is written stays on this telephone until it could be sent. */
export async function offline(element: HTMLElement): Promise<void> {
  const kinds = JSON.parse(need<HTMLElement>(document, "#offline-kinds").textContent ?? "[]") as Kind[];
  const form = need<HTMLFormElement>(element, "form");
  const list = need<HTMLElement>(element, "[data-drafts]");
  const questions = need<HTMLElement>(element, "[data-questions]");
  const notice = need<HTMLElement>(element, "[data-call]");
  const rest = need<HTMLElement>(element, "[data-rest]");
  const said = need<HTMLElement>(element, "[data-said]");
  let key = crypto.randomUUID() as string;

  const kindOf = (code: string | undefined) => kinds.find((kind) => kind.code === code);
  const select = need<HTMLSelectElement>(form, "[name=category]");
  const now = need<HTMLInputElement>(form, "[name=caught_in_act]");

  const showKind = () => {
    const kind = kindOf(select.value);
    rest.hidden = !kind || kind.nothing_stored;
    showCall();
    asked(questions, kind, element);
  };

  /** The number to call before anything else, also of a kind without one when it happens now. */
  const showCall = () => {
    const kind = kindOf(select.value);
    notice.hidden = !kind || !(kind.first_call || kind.nothing_stored || now.checked);
    notice.replaceChildren(...(kind ? calls(kind) : []));
  };

  const calls = (kind: Kind): HTMLElement[] => {
    const told = paragraph(kind.nothing_stored ? words(element, "nothing") : words(element, "call-first"));
    const number = kind.first_call || (kind.nothing_stored ? "112" : "101");
    const links = [{ label: words(element, "call", { number }), url: `tel:${number}`, when: "" }, ...kind.links];
    return [told, ...links.map((one) => paragraph(link(one.label, one.url, number === one.url.slice(4))))];
  };

  const show = async () => {
    const [waiting, gone] = [await drafts(), await sent()];
    list.replaceChildren(
      ...gone.map(sentRow),
      ...waiting.filter((draft) => draft.key !== key || draft.state !== "editing").map(draftRow),
    );
  };

  const sentRow = (one: Sent) => {
    const row = part("rp-outbox rp-outbox--sent");
    row.append(paragraph(words(element, "sent")), paragraph(strong(one.code)), paragraph(link(words(element, "follow"), one.url)));
    row.append(button("away", async () => remove("sent", one.key)));
    return row;
  };

  const draftRow = (draft: Draft) => {
    const row = part("rp-outbox");
    const kind = kindOf(draft.fields["category"]);
    const what = [kind?.name, draft.fields["address"]].filter(Boolean).join(", ");
    row.append(paragraph(strong(what)), paragraph(draft.sentence || words(element, draft.trouble ?? draft.state)));
    for (const place of draft.places ?? []) {
      row.append(
        plain(place.label, async () => {
          const fields = { ...draft.fields, address: place.label, lon: String(place.lon), lat: String(place.lat), address_id: "1" };
          await keep({ key: draft.key, at: draft.at, photos: draft.photos, fields, state: "waiting" });
          await send();
        }),
      );
    }
    if (draft.state === "waiting") row.append(button("send", send));
    row.append(button("edit", async () => edit(draft)), button("delete", async () => forget(draft.key)));
    return row;
  };

  /** What this telephone cannot keep stays in the form, and is said. */
  const kept = async (draft: Draft): Promise<boolean> => {
    try {
      await keep(draft);
      return true;
    } catch (trouble) {
      console.warn("not kept", trouble);
      said.textContent = words(element, draft.photos.length ? "no-room" : "not-kept");
      said.focus();
      return false;
    }
  };

  const button = (name: string, act: () => Promise<unknown>) => plain(words(element, name), act);
  const plain = (label: string, act: () => Promise<unknown>) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "ams-button ams-button--secondary";
    made.textContent = label;
    made.addEventListener("click", () => void act().then(show));
    return made;
  };

  const edit = async (draft: Draft) => {
    if (draft.trouble === "no-room") said.textContent = words(element, "no-room");
    const { sentence: _sentence, trouble: _trouble, ...plain } = draft;
    await keep({ ...plain, state: "editing" });
    key = draft.key;
    select.value = draft.fields["category"] ?? "";
    showKind();
    for (const [name, value] of Object.entries(draft.fields)) fill(name, value);
    form.dispatchEvent(new CustomEvent("photos:set", { detail: draft.photos.map(asFile) }));
    form.dispatchEvent(new Event("change", { bubbles: true }));
    select.focus();
  };

  const fill = (name: string, value: string) => {
    for (const input of form.querySelectorAll<HTMLInputElement>(`[name="${CSS.escape(name)}"]`)) {
      if (input.type === "radio" || input.type === "checkbox") input.checked = value.split(",").includes(input.value);
      else input.value = name === "happened_at" ? localMoment(value) : value;
    }
  };

  const send = async () => {
    await navigator.serviceWorker.ready.then((worker) => {
      const { sync } = worker as unknown as { sync?: { register(name: string): Promise<void> } };
      return sync?.register("nabij-outbox").catch(() => undefined);
    });
    await tell({ send: true });
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const kind = kindOf(select.value);
    if (!kind || kind.nothing_stored) return;
    const fields = read(form);
    const stop = questions.querySelector<HTMLElement>("[data-ends]:not([hidden])");
    const missing = !(fields["address"] || fields["lon"]) ? words(element, "no-place") : fields["reach"] === "contact" && !fields["contact"] ? words(element, "no-contact") : "";
    if (stop || missing) {
      said.textContent = stop?.textContent ?? missing;
      said.focus();
      return;
    }
    if (fields["reach"] !== "contact") delete fields["name"], delete fields["contact"];
    const photos = [...(need<HTMLInputElement>(form, "[name=photos]").files ?? [])];
    if (!(await kept({ key, state: "waiting", fields, photos, at: Date.now() }))) return;
    key = crypto.randomUUID();
    form.reset();
    form.dispatchEvent(new CustomEvent("photos:set", { detail: [] }));
    showKind();
    said.textContent = words(element, "kept");
    said.focus();
    await show();
    await send();
  });

  need<HTMLButtonElement>(form, "[data-here]").addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        need<HTMLInputElement>(form, "[name=lon]").value = String(coords.longitude);
        need<HTMLInputElement>(form, "[name=lat]").value = String(coords.latitude);
        need<HTMLElement>(form, "[data-place]").textContent = words(element, "here");
      },
      () => (need<HTMLElement>(form, "[data-place]").textContent = words(element, "no-here")),
      { enableHighAccuracy: true, timeout: 15_000 },
    );
  });
  need<HTMLInputElement>(form, "[name=address]").addEventListener("input", () => {
    for (const name of ["lon", "lat", "address_id"]) need<HTMLInputElement>(form, `[name=${name}]`).value = "";
  });
  select.addEventListener("change", showKind);
  now.addEventListener("change", showCall);
  navigator.serviceWorker.addEventListener("message", () => void show());
  showKind();
  await show();
  const begun = (await drafts()).find((draft) => draft.key === location.hash.slice(1));
  if (begun) await edit(begun);
  element.setAttribute("data-open", "");
}

/** The fields of the form as texts; several choices with commas, the moment with its offset. */
function read(form: HTMLFormElement): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value !== "string" || !value.trim()) continue;
    fields[name] = name.startsWith("q_") && fields[name] ? `${fields[name]},${value}` : value.trim();
  }
  fields["happened_at"] = (fields["happened_at"] ? new Date(fields["happened_at"]) : new Date()).toISOString();
  return fields;
}

function localMoment(iso: string): string {
  const moment = new Date(iso);
  return Number.isNaN(moment.valueOf()) ? "" : new Date(moment.valueOf() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function asFile(photo: Blob, at: number): File {
  return photo instanceof File ? photo : new File([photo], `${at + 1}.jpg`, { type: photo.type });
}

function part(name: string): HTMLElement {
  const made = document.createElement("li");
  made.className = name;
  return made;
}

function paragraph(content: string | Node): HTMLElement {
  const made = document.createElement("p");
  made.append(content);
  return made;
}

function strong(text: string): HTMLElement {
  const made = document.createElement("strong");
  made.textContent = text;
  return made;
}

function link(label: string, url: string, loud = false): HTMLElement {
  const made = document.createElement("a");
  made.href = url;
  made.textContent = label;
  made.className = loud ? "ams-button ams-button--primary" : "";
  return made;
}

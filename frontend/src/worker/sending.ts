import { type Draft, drafts, LOCK, put, remove } from "../offline/store.ts";
import { facts } from "./scope.ts";

const TOO_LARGE = 413;
const UNCLEAR = 422;

/** Sends what waits, one after the other. Each has a key of its own by which the server stores it once, however often it is sent.
 * One that is not taken keeps no other back; throws where one has to be tried again later. */
export async function send(): Promise<void> {
  await navigator.locks.request(LOCK, async () => {
    const waiting = (await drafts()).filter((draft) => draft.state === "waiting");
    if (!waiting.length) return;
    const { token } = (await (await fetch(facts.token, { cache: "no-store" })).json()) as { token: string };
    const left = [];
    for (const draft of waiting) if (!(await taken(draft, token))) left.push(draft);
    if (left.length) throw new Error(`not now: ${left.length}`);
  });
}

/** Whether nothing is left to do for this one but by a person. */
async function taken(draft: Draft, token: string): Promise<boolean> {
  const answer = await fetch(facts.later, { method: "POST", body: asForm(draft), headers: { "X-CSRFToken": token } });
  const { sentence: _sentence, trouble: _trouble, places: _places, ...plain } = draft;
  if (answer.ok) {
    const { code, url } = (await answer.json()) as { code: string; url: string };
    await put("sent", { key: draft.key, code, url, at: Date.now() });
    await remove("drafts", draft.key);
  } else if (answer.status === UNCLEAR) {
    const { sentence, places } = (await answer.json()) as Required<Pick<Draft, "sentence" | "places">>;
    await put("drafts", { ...plain, state: "asked", sentence, places });
  } else if (answer.status === TOO_LARGE) {
    await put("drafts", { ...plain, state: "asked", trouble: "too-large" });
  } else {
    await put("drafts", { ...plain, trouble: "not-yet" });
    return false;
  }
  return true;
}

function asForm(draft: Draft): FormData {
  const body = new FormData();
  for (const [name, value] of Object.entries(draft.fields)) body.append(name, value);
  draft.photos.forEach((photo, at) => body.append("photos", photo, `${at + 1}.jpg`));
  body.set("key", draft.key);
  return body;
}

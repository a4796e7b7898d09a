import type { Draft } from "../offline/store.ts";

const NOT_KEPT = ["so_far", "csrfmiddlewaretoken", "switch", "remove_photo"];

interface SoFar extends Record<string, unknown> {
  key?: string;
  answers?: Record<string, string>;
}

/** A step of the form with all steps before it (its field `so_far`), as a draft that may be changed without a network. */
export function draftOf(given: FormData): Draft {
  const { answers = {}, key = crypto.randomUUID(), point: _point, ...rest } = JSON.parse(String(given.get("so_far") ?? "{}")) as SoFar;
  const fields: Record<string, string> = {};
  for (const [name, value] of Object.entries(rest)) if (value || value === 0) fields[name] = value === true ? "on" : String(value);
  for (const [code, said] of Object.entries(answers)) fields[`q_${code}`] = said;
  const several: Record<string, string[]> = {};
  for (const [name, value] of given) {
    if (typeof value !== "string" || NOT_KEPT.includes(name)) continue;
    if (name.startsWith("q_")) several[name] = [...(several[name] ?? []), value].filter(Boolean);
    else if (value || name === "text") fields[name] = value;
  }
  for (const [name, values] of Object.entries(several)) fields[name] = values.join(",");
  if (fields["happened_at"]) fields["happened_at"] = new Date(fields["happened_at"]).toISOString();
  const photos = given.getAll("photos").filter((photo): photo is File => photo instanceof Blob && photo.size > 0);
  return { key, state: "editing", fields, photos, at: Date.now() };
}

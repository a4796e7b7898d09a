import { type Draft, drafts, remove, type Sent, sent } from "../offline/store.ts";

const DAY_MS = 86_400_000;
/** A telephone may be shared, and lost: what was begun stays a day, what waits or was asked about two weeks, a code three days. */
const STAYS_DAYS = { editing: 1, waiting: 14, asked: 14, sent: 3 };

/** Whether something stayed on this telephone for too long. */
export function isOver(row: Pick<Draft, "state" | "at"> | Pick<Sent, "at">, now: number): boolean {
  return now - row.at > STAYS_DAYS["state" in row ? row.state : "sent"] * DAY_MS;
}

/** Removes what stayed too long; says how much that was. Every public page asks for it when it opens. */
export async function forgetOld(now: number): Promise<number> {
  const begun = (await drafts()).filter((row) => isOver(row, now));
  const gone = (await sent()).filter((row) => isOver(row, now));
  for (const row of begun) await remove("drafts", row.key);
  for (const row of gone) await remove("sent", row.key);
  return begun.length + gone.length;
}

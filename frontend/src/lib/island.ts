/** A part of a page that a script makes better. It gets its element once, when it appears. */
type Start = (element: HTMLElement) => void | Promise<void>;

const known = new Map<string, Start>();
const started = new WeakSet<Element>();

export function island(name: string, start: Start): void {
  known.set(name, start);
}

/** Starts every island under `root` that was not started yet. */
export function startIslands(root: ParentNode = document): void {
  for (const element of root.querySelectorAll<HTMLElement>("[data-island]")) {
    const start = known.get(element.dataset["island"] ?? "");
    if (!start || started.has(element)) continue;
    started.add(element);
    Promise.resolve(start(element)).catch((error: unknown) => console.error(element.dataset["island"], error));
  }
}

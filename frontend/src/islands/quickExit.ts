const PRESSES = 3;
const WITHIN_MS = 2000;

/** Leaves for a neutral page without leaving this one in the history. Without scripts it is a plain link. Escape, three times, does the same. */
export function quickExit(element: HTMLElement): void {
  if (!(element instanceof HTMLAnchorElement)) return;
  const pressed: number[] = [];
  const leave = () => {
    document.title = "";
    document.body.hidden = true;
    location.replace(element.href);
  };
  element.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    pressed.push(event.timeStamp);
    const first = pressed.at(-PRESSES);
    if (first !== undefined && event.timeStamp - first < WITHIN_MS) leave();
  });
}

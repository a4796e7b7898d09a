/** Menus that open close again by a click elsewhere or by Escape, which gives the focus back. Without scripts they close by their own word. */
export function menus(element: HTMLElement): void {
  const open = () => element.querySelector<HTMLDetailsElement>("details[open]");
  document.addEventListener("click", (event) => {
    const menu = open();
    if (menu && event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
  });
  element.addEventListener("keydown", (event) => {
    const menu = open();
    if (event.key !== "Escape" || !menu) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
}

export function need<T extends Element>(root: ParentNode, selector: string): T {
  const found = root.querySelector<T>(selector);
  if (!found) throw new Error(`missing ${selector}`);
  return found;
}

/** Tells forms and htmx that a control changed, as if a person had done it. */
export function changed(control: HTMLElement): void {
  control.dispatchEvent(new Event("input", { bubbles: true }));
  control.dispatchEvent(new Event("change", { bubbles: true }));
}

/** The control called `name` in the same form; without a form, on the page. */
export function sibling(element: HTMLElement, name: string): HTMLInputElement | null {
  const scope: ParentNode = element.closest("form") ?? document;
  return scope.querySelector<HTMLInputElement>(`[name="${CSS.escape(name)}"]`);
}

export function later<A extends unknown[]>(wait_ms: number, act: (...values: A) => void): (...values: A) => void {
  let timer = 0;
  return (...values: A) => {
    clearTimeout(timer);
    timer = window.setTimeout(() => act(...values), wait_ms);
  };
}

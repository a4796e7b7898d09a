import { later } from "../lib/dom.ts";

/** Questions that are asked only after a certain answer: hidden until then. The server looks at the same conditions. */
export function asking(form: HTMLElement): void {
  const show = () => {
    for (const part of form.querySelectorAll<HTMLElement>("[data-only-if]")) {
      const wanted = (part.dataset["is"] ?? "").split(" ");
      const of = form.querySelectorAll<HTMLInputElement>(`[name="${part.dataset["onlyIf"]}"]`);
      part.hidden = ![...of].some((one) => one.checked && !one.closest("[hidden]") && wanted.includes(one.value));
    }
  };
  form.addEventListener("change", show);
  show();
}

/** Asks while somebody writes whether another kind fits better. Nothing is sent before they pause, and nothing is kept. */
export function meant(element: HTMLElement): void {
  const text = document.getElementById(element.dataset["of"] ?? "");
  if (!(text instanceof HTMLTextAreaElement)) return;
  let request: AbortController | null = null;
  const ask = later(700, async () => {
    request?.abort();
    request = new AbortController();
    const body = new FormData();
    body.set("text", text.value.slice(0, 500));
    body.set("category", element.dataset["kind"] ?? "");
    body.set("csrfmiddlewaretoken", document.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value ?? "");
    try {
      const answer = await fetch(element.dataset["url"] ?? "", { method: "POST", body, signal: request.signal });
      if (answer.ok) element.innerHTML = await answer.text();
    } catch {
      // Without an answer there is nothing to propose, and nothing is lost.
    }
  });
  text.addEventListener("input", ask);
}
